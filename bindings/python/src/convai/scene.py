"""Scenes: what a character can do in a turn, and what and who is there."""

from __future__ import annotations

import ctypes
import dataclasses
from collections.abc import Iterable, Mapping
from ctypes import sizeof
from typing import Any, Optional

from . import _check, _ffi


@dataclasses.dataclass(frozen=True)
class Scene:
    """What a character can do in a turn, and what and who is there.

    The service answers with the actions that the character takes: `Reply.actions`. White space around names is dropped.
    A name that is empty, stands twice in its list, or holds a semicolon or a line break is refused with a
    `ConfigurationError` when the scene is used, and nothing is sent; its `argument` is for example
    "scene.objects[2].name", which counts from 0. An empty list is not sent.

    Attributes:
        actions: What the character can do, such as "Jump" and "Wave", without commas.
        objects: The objects that are there: a description for each name, which may be empty and has no semicolons. The
            service's documents advise to number what looks alike, such as "Chair#1" and "Chair#2".
        characters: The characters that are there, the player included if it has a name: for each name who that is,
            which is sent as its "bio".
        classification: The service's "classification": "True", "False" or "multistep". With "True" and `class_labels`,
            the reply has a `tag`. None sends none. Undocumented: seen in the Unreal plugin of the service.
        class_labels: The service's "classLabels": the labels of which a `tag` is one, without commas. Undocumented,
            like `classification`.
        fields: Further fields of the form, which are sent as they are: a text for each name. The name of a field that
            the library sets itself is refused.

    Example:
        >>> scene = convai.Scene(actions=["Jump", "Wave"], characters={"Ada": "The player."})
        >>> chat.say("Please jump and then wave.", scene=scene).actions
        ('Jump', 'Wave')
    """

    actions: Iterable[str] = ()
    objects: Mapping[str, str] = dataclasses.field(default_factory=dict)
    characters: Mapping[str, str] = dataclasses.field(default_factory=dict)
    classification: Optional[str] = None
    class_labels: Iterable[str] = ()
    fields: Mapping[str, str] = dataclasses.field(default_factory=dict)


class NativeScene:
    """A scene as the library takes it. It owns the memory, and the library copies the scene."""

    def __init__(self, scene: Scene) -> None:
        actions = _check.texts("scene.actions", scene.actions)
        labels = _check.texts("scene.class_labels", scene.class_labels)
        self._objects = pointers(_items("scene.objects", scene.objects))
        self._characters = pointers(_items("scene.characters", scene.characters))
        self._fields = pointers([form_field(name, value=text) for name, text in pairs("scene.fields", scene.fields)])
        self.struct: _ffi.convai_scene = _ffi.convai_scene(
            struct_size=sizeof(_ffi.convai_scene),
            action_count=len(actions),
            actions=(ctypes.c_char_p * len(actions))(*actions),
            objects=ctypes.addressof(self._objects),
            characters=ctypes.addressof(self._characters),
            object_count=len(self._objects),
            character_count=len(self._characters),
            classification=_check.optional_text("scene.classification", scene.classification),
            class_labels=(ctypes.c_char_p * len(labels))(*labels),
            class_label_count=len(labels),
            field_count=len(self._fields),
            fields=ctypes.addressof(self._fields),
        )

    @property
    def address(self) -> int:
        """The address of the struct, which is valid as long as this object exists."""
        return ctypes.addressof(self.struct)


def native_scene(scene: Any) -> Optional[NativeScene]:
    """Checks a scene or None."""
    if scene is not None and not isinstance(scene, Scene):
        raise _check.wrong_type("scene", "a Scene", scene)
    return None if scene is None else NativeScene(scene)


def pointers(structs: list[Any]) -> Any:
    """Returns an array of pointers to structs. The array keeps them."""
    kind = type(structs[0]) if structs else ctypes.c_char
    return (ctypes.POINTER(kind) * len(structs))(*(ctypes.pointer(each) for each in structs))


def form_field(name: bytes, **rest: Any) -> _ffi.convai_field:
    """A field of a form, as the library takes it."""
    return _ffi.convai_field(struct_size=sizeof(_ffi.convai_field), name=name, **rest)


def pairs(name: str, values: Any) -> list[tuple[bytes, bytes]]:
    """Checks a mapping of texts to texts, and encodes it."""
    if not isinstance(values, Mapping):
        raise _check.wrong_type(name, "a mapping of str to str", values)
    return [(_check.text(f"a name of {name}", key), _check.text(f"{name}[{key!r}]", values[key])) for key in values]


def _items(name: str, values: Any) -> list[_ffi.convai_scene_item]:
    size = sizeof(_ffi.convai_scene_item)
    items = pairs(name, values)
    return [_ffi.convai_scene_item(struct_size=size, name=each, description=text) for each, text in items]
