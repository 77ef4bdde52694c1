"use strict";
(function () {
  var plots = Array.prototype.slice.call(document.querySelectorAll(".plot"));
  var PRINTED_WIDTH = 660;

  function read(key) {
    return JSON.parse(document.getElementById(key + "-data").textContent);
  }

  function draw(place) {
    if (place.dataset.drawn) { return; }
    place.dataset.drawn = "yes";
    place.textContent = "";
    var spec = read(place.id);
    Plotly.newPlot(place, spec.data, spec.layout, spec.config);
  }

  function save(event) {
    var spec = read(event.currentTarget.dataset.chart);
    var layout = Object.assign({}, spec.layout, {
      title: Object.assign({}, spec.layout.title, {
        text: spec.title + "<br>" + spec.layout.title.text
      }),
      margin: Object.assign({}, spec.layout.margin, { t: 110 })
    });
    Plotly.downloadImage({ data: spec.data, layout: layout, config: spec.config }, {
      format: "png", width: 1000, height: spec.layout.height + 110, scale: 2,
      filename: event.currentTarget.dataset.chart
    });
  }

  if (window.IntersectionObserver) {
    var watcher = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (entry.isIntersecting) {
          watcher.unobserve(entry.target);
          draw(entry.target);
        }
      });
    }, { rootMargin: "800px" });
    plots.forEach(function (place) { watcher.observe(place); });
  } else {
    plots.forEach(draw);
  }

  window.addEventListener("beforeprint", function () {
    plots.forEach(function (place) {
      draw(place);
      Plotly.relayout(place, { width: PRINTED_WIDTH });
    });
  });
  window.addEventListener("afterprint", function () {
    plots.forEach(function (place) { Plotly.relayout(place, { width: null, autosize: true }); });
  });

  Array.prototype.forEach.call(document.querySelectorAll("button.save"), function (button) {
    button.hidden = false;
    button.addEventListener("click", save);
  });
})();
