"""DLPack tensors made by hand: every field can be wrong, and what was deleted is counted."""
import atexit
import ctypes
import weakref
from ctypes import c_char_p, c_int, c_int32, c_int64, c_uint8, c_uint16, c_uint32, c_uint64, c_void_p, py_object

import numpy as np

CODES = {"float64": (2, 64), "float32": (2, 32), "float16": (2, 16), "bfloat16": (4, 16), "bool": (6, 8), "int64": (0, 64), "int32": (0, 32), "complex64": (5, 64)}
capsule_new = ctypes.pythonapi.PyCapsule_New
capsule_new.restype, capsule_new.argtypes = py_object, [c_void_p, c_char_p, c_void_p]
is_valid = ctypes.pythonapi.PyCapsule_IsValid
is_valid.restype, is_valid.argtypes = c_int, [c_void_p, c_char_p]
capsule_name = ctypes.pythonapi.PyCapsule_GetName
capsule_name.restype, capsule_name.argtypes = c_char_p, [py_object]
incref = ctypes.pythonapi.Py_IncRef
incref.argtypes = [py_object]


class Tensor(ctypes.Structure):
    _fields_ = [("data", c_void_p), ("device_type", c_int32), ("device_id", c_int32), ("ndim", c_int32), ("code", c_uint8), ("bits", c_uint8),
                ("lanes", c_uint16), ("shape", ctypes.POINTER(c_int64)), ("strides", ctypes.POINTER(c_int64)), ("byte_offset", c_uint64)]


class Old(ctypes.Structure):
    _fields_ = [("tensor", Tensor), ("context", c_void_p), ("deleter", c_void_p)]


class Versioned(ctypes.Structure):
    _fields_ = [("major", c_uint32), ("minor", c_uint32), ("context", c_void_p), ("deleter", c_void_p), ("flags", c_uint64), ("tensor", Tensor)]


class Table(ctypes.Structure):
    _fields_ = [("major", c_uint32), ("minor", c_uint32), ("previous", c_void_p), ("allocate", c_void_p), ("from_object", c_void_p),
                ("to_object", c_void_p), ("borrow", c_void_p), ("stream", c_void_p)]


KEEP = []                        # capsules' names, deleters and structures outlive the test
LENDERS = weakref.WeakSet()


@atexit.register
def delete_capsules():
    """While Python can still call their destructors."""
    for lender in LENDERS:
        lender.capsules.clear()


class Lender:
    """Lends `array` through __dlpack__; keyword arguments replace fields of the tensor. `deleted` counts deleter calls, `lent` capsules."""
    versioned = True
    namespace = None

    def __init__(self, array, **fields):
        self.array, self.fields = array, fields
        self.deleted = self.lent = 0
        self.capsules = []
        LENDERS.add(self)

    def make(self):
        f, a = dict(self.fields), self.array
        shape, strides = f.pop("shape", a.shape), f.pop("strides", tuple(s // a.itemsize for s in a.strides))
        sizes = lambda x: None if x is None else (c_int64 * max(len(x), 1))(*x)
        code, bits = CODES[f.pop("dtype", str(a.dtype))]
        shape, strides = sizes(shape), sizes(strides)
        tensor = Tensor(f.pop("data", a.ctypes.data), *f.pop("device", (1, 0)), f.pop("ndim", a.ndim), code, bits, f.pop("lanes", 1), shape, strides, f.pop("byte_offset", 0))
        delete = ctypes.CFUNCTYPE(None, c_void_p)(lambda _: setattr(self, "deleted", self.deleted + 1))
        deleter = None if f.pop("no_deleter", False) else ctypes.cast(delete, c_void_p)
        if self.versioned:
            made = Versioned(*f.pop("version", (1, 0)), None, deleter, f.pop("flags", 0), tensor)
        else:
            made = Old(tensor, None, deleter)
        f.pop("name", None)
        assert not f, f
        KEEP.append((made, shape, strides, delete))
        return made

    def capsule(self):
        made = self.make()
        self.lent += 1
        name = self.fields.get("name", b"dltensor_versioned" if self.versioned else b"dltensor")

        def destroy(capsule):
            if is_valid(capsule, name):
                self.deleted += 1

        destructor = ctypes.PYFUNCTYPE(None, c_void_p)(destroy)
        KEEP.append((name, destructor))
        return capsule_new(ctypes.addressof(made), name, ctypes.cast(destructor, c_void_p))

    def __dlpack__(self, *, max_version=None):
        self.max_version = max_version
        made = self.capsule()
        self.capsules.append(made)
        return made

    def __dlpack_device__(self):
        return 1, 0

    def __array_namespace__(self):
        if self.namespace is None:
            raise AttributeError("no namespace")
        return self.namespace


class OldLender(Lender):
    versioned = False

    def __dlpack__(self):
        return super().__dlpack__()


def exchange_table(cls, borrow=True, major=1):
    """A C exchange table for `cls` (a Lender) whose results are `cls` as well."""
    allocate_t = ctypes.PYFUNCTYPE(c_int, ctypes.POINTER(Tensor), ctypes.POINTER(c_void_p), c_void_p, c_void_p)
    object_t, to_t = ctypes.PYFUNCTYPE(c_int, py_object, c_void_p), ctypes.PYFUNCTYPE(c_int, c_void_p, ctypes.POINTER(c_void_p))
    made = {}

    def allocate(like, out, context, error):
        t = like.contents
        name = next(n for n, c in CODES.items() if c == (t.code, t.bits))
        lender = cls(np.empty([t.shape[i] for i in range(t.ndim)], name))
        structure = lender.make()
        made[ctypes.addressof(structure)] = lender
        out[0] = ctypes.addressof(structure)
        return 0

    def from_object(x, out):
        x.lent += 1
        ctypes.cast(out, ctypes.POINTER(c_void_p))[0] = ctypes.addressof(x.make())
        return 0

    def to_object(tensor, out):
        lender = made.pop(tensor)
        incref(lender)
        out[0] = id(lender)
        return 0

    def borrow_tensor(x, out):
        x.lent += 1
        ctypes.memmove(out, ctypes.addressof(x.make().tensor), ctypes.sizeof(Tensor))
        return 0

    functions = [allocate_t(allocate), object_t(from_object), to_t(to_object), object_t(borrow_tensor)]
    pointers = [ctypes.cast(f, c_void_p) for f in functions]
    table = Table(major, 3, None, *pointers[:3], pointers[3] if borrow else None, None)
    KEEP.append((table, functions))
    return table


def table_capsule(table):
    return capsule_new(ctypes.addressof(table), b"dlpack_exchange_api", None)
