"""Named tuples of arrays that reach compiled code as one pointer.

Numba hands a named tuple of arrays from function to function piece by piece: over a hundred words
for the state of a replication, at each call, and each a value to compile. A `Bundle` writes the
arrays' descriptors into memory once and is passed as the address of the first. What compiled code
reads from it, by the same names as from the tuple, never changes during a run, and LLVM is told so.

Its arrays are of type `Table`: they are never indexed from the end, so no index is looked at for
being negative. That look, with its arithmetic, took a tenth of a run.
"""

import operator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from llvmlite import ir
from numba import config, types
from numba.core import cgutils
from numba.core.datamodel import models
from numba.core.datamodel.registry import register_default
from numba.core.imputils import lower_builtin, lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import NativeValue, typeof_impl, unbox
from numba.np import arrayobj
from numba.np.numpy_support import from_dtype

_WORDS_BEFORE_SHAPE = 5  # of numba's array: owner, parent, items, bytes an item, address


class Bundle:
    """Arrays under names, and their descriptors in memory; a tuple of arrays may be among them."""

    def __init__(self, arrays: NamedTuple) -> None:
        self.arrays = arrays
        self.words = np.array(_descriptors(arrays), dtype=np.int64)
        self.address = int(self.words.ctypes.data)


def _descriptors(arrays: tuple[Any, ...]) -> list[int]:
    words: list[int] = []
    for array in arrays:
        if isinstance(array, tuple):
            words += _descriptors(array)
            continue
        words += (0, 0, array.size, array.itemsize, array.ctypes.data)
        words += (*array.shape, *array.strides)
    return words


class Table(types.Array):
    """An array of a bundle as the compiler knows it; a view of one is an ordinary array."""

    def __init__(self, array: types.Array) -> None:
        super().__init__(array.dtype, array.ndim, array.layout, name=f"table of {array}")

    @property
    def key(self) -> Any:
        """What makes it another type than the array's."""
        return "table", super().key


register_default(Table)(models.ArrayModel)


def _counted(kind: Any) -> Any:
    """The type of a whole number as an index that counts from the start."""
    return types.uintp if isinstance(kind, types.Integer) else kind


@lower_builtin(operator.getitem, Table, types.Integer)
def _row(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    counted = sig.return_type(sig.args[0], types.uintp)
    at = context.cast(builder, args[1], sig.args[1], types.uintp)
    return arrayobj.getitem_arraynd_intp(context, builder, counted, (args[0], at))


def _tuple(context: Any, builder: Any, kind: Any, at: Any) -> tuple[Any, Any]:
    """An index of several numbers and slices, counted from the start."""
    counted = types.Tuple([_counted(each) for each in kind])
    return counted, context.cast(builder, at, kind, counted)


@lower_builtin(operator.getitem, Table, types.BaseTuple)
def _cell(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, at = _tuple(context, builder, sig.args[1], args[1])
    counted = sig.return_type(sig.args[0], kind)
    return arrayobj.getitem_array_tuple(context, builder, counted, (args[0], at))


@lower_builtin(operator.setitem, Table, types.Integer, types.Any)
def _set_row(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    counted = sig.return_type(sig.args[0], types.uintp, sig.args[2])
    at = context.cast(builder, args[1], sig.args[1], types.uintp)
    return arrayobj.setitem_array(context, builder, counted, (args[0], at, args[2]))


@lower_builtin(operator.setitem, Table, types.BaseTuple, types.Any)
def _set_cell(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, at = _tuple(context, builder, sig.args[1], args[1])
    counted = sig.return_type(sig.args[0], kind, sig.args[2])
    return arrayobj.setitem_array(context, builder, counted, (args[0], at, args[2]))


class BundleType(types.Type):
    """A bundle as the compiler knows it: names, and types of arrays or of bundles within it."""

    def __init__(self, fields: tuple[tuple[str, Any], ...]) -> None:
        self.fields = dict(fields)
        self.offset = {}
        self.words = 0
        for name, field in fields:
            self.offset[name] = self.words
            within = isinstance(field, BundleType)
            self.words += field.words if within else _WORDS_BEFORE_SHAPE + 2 * field.ndim
        super().__init__(name=f"Bundle({', '.join(f'{name}: {t}' for name, t in fields)})")


def _kind(field: Any) -> Any:
    """What tells the type of an array, or of the arrays of a tuple by their names."""
    if isinstance(field, tuple):
        names = type(field)._fields  # type: ignore[attr-defined]
        return tuple(zip(names, map(_kind, field), strict=True))
    flags = field.flags
    layout = "C" if flags.c_contiguous else "F" if flags.f_contiguous else "A"
    return field.dtype, field.ndim, layout, not flags.writeable


@cache
def _type_by(kind: Any) -> BundleType:
    """The type of a bundle, made once, for to make it takes longer than many a short run."""

    def of(one: Any) -> Any:
        if isinstance(one[0], tuple):
            return _type_by(one)
        dtype, ndim, layout, readonly = one
        return Table(types.Array(from_dtype(dtype), ndim, layout, readonly=readonly))

    return BundleType(tuple((name, of(one)) for name, one in kind))


@typeof_impl.register(Bundle)
def _type_of(bundle: Bundle, _: Any) -> BundleType:
    return _type_by(_kind(bundle.arrays))


@register_default(BundleType)
class _BundleModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: BundleType) -> None:
        super().__init__(manager, kind, ir.IntType(64).as_pointer())


@unbox(BundleType)
def _address(_: BundleType, bundle: Any, c: Any) -> NativeValue:
    number = c.pyapi.object_getattr_string(bundle, "address")
    address = c.pyapi.long_as_longlong(number)
    c.pyapi.decref(number)
    pointer = c.builder.inttoptr(address, ir.IntType(64).as_pointer())
    return NativeValue(pointer, is_error=cgutils.is_not_null(c.builder, c.pyapi.err_occurred()))


@infer_getattr
class _Attributes(AttributeTemplate):
    key = BundleType

    def generic_resolve(self, kind: BundleType, name: str) -> Any:  # type: ignore[override]
        return kind.fields.get(name)


@lower_getattr_generic(BundleType)
def _array(context: Any, builder: Any, kind: BundleType, pointer: Any, name: str) -> Any:
    field = kind.fields[name]
    unchanging = builder.module.add_metadata([])
    offset = kind.offset[name]
    if isinstance(field, BundleType):
        return builder.gep(pointer, [ir.Constant(ir.IntType(32), offset)], inbounds=True)

    def word(k: int) -> Any:
        at = builder.gep(pointer, [ir.Constant(ir.IntType(32), offset + k)], inbounds=True)
        value = builder.load(at)
        value.set_metadata("invariant.load", unchanging)
        return value

    array = arrayobj.make_array(field)(context, builder)
    n = field.ndim
    dimensions = [word(_WORDS_BEFORE_SHAPE + k) for k in range(2 * n)]
    array.meminfo = cgutils.get_null_value(array.meminfo.type)
    array.parent = cgutils.get_null_value(array.parent.type)
    array.nitems = word(2)
    array.itemsize = word(3)
    array.data = builder.inttoptr(word(4), array.data.type)
    array.shape = cgutils.pack_array(builder, dimensions[:n])
    array.strides = cgutils.pack_array(builder, dimensions[n:])
    return array._getvalue()


def bundled(arrays: Any) -> Any:
    """The arrays as compiled code takes them; as they are where nothing is compiled."""
    return arrays if config.DISABLE_JIT else Bundle(arrays)  # type: ignore[attr-defined]
