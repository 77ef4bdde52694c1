"""The command line. Results and paths go to stdout; progress, notices and problems to stderr."""
