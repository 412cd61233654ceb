/// @file
/// Part of convai.hpp: conversion of scenes, requests and lists of ids for the C interface.

#ifndef CONVAI_CPP_STRUCT_ARGUMENTS_HPP
#define CONVAI_CPP_STRUCT_ARGUMENTS_HPP

#include "arguments.hpp"
#include "request.hpp"

CONVAI_CPP_BEGIN
namespace detail {

/// Texts and arrays for the C interface in one block of memory. The same code runs twice: the first time it measures the
/// block, and every address is nullptr; the second time it fills it.
class Block {
public:
    /// `argument` is the name of all of it for errors: a string literal.
    explicit Block(const char *argument) noexcept : argument_(argument) {}
    Block(const Block &) = delete;
    Block &operator=(const Block &) = delete;
    ~Block() { delete[] bytes_; }

    /// Takes the memory that was measured, and starts again. Returns false where there is a problem.
    [[nodiscard]] bool allocate() noexcept {
        bytes_ = new (std::nothrow) char[size_ + 1];
        if (!bytes_ && !problem_) problem_ = Error(Code::internal, "There is not enough memory to copy the arguments.");
        size_ = 0;
        return !problem_;
    }
    /// An array of `count` elements.
    template <typename Element>
    [[nodiscard]] Element *array(std::size_t count) noexcept {
        size_ = (size_ + alignof(Element) - 1) / alignof(Element) * alignof(Element);
        char *start = next(count * sizeof(Element));
        for (std::size_t index = 0; start && index < count; ++index) new (start + index * sizeof(Element)) Element();
        return count > 0 ? reinterpret_cast<Element *>(start) : nullptr;
    }
    /// A NUL-terminated copy; nullptr for text without data. The names are those of the argument for errors: a field, or the
    /// field of an element of a list.
    [[nodiscard]] const char *copy(Text text, std::string_view field) noexcept { return copy(text, {}, no_index, field); }
    [[nodiscard]] const char *copy(Text text, std::string_view list, std::size_t index, std::string_view field) noexcept {
        const std::string_view view = text.view();
        if (!view.data()) return nullptr;
        char *start = next(view.size() + 1);
        for (std::size_t at = 0; at < view.size(); ++at) {
            if (view[at] == '\0' && !problem_) refuse(list, index, field);
            if (start) start[at] = view[at];
        }
        if (start) start[view.size()] = '\0';
        return start;
    }
    [[nodiscard]] Error problem() const noexcept { return Error(static_cast<const ErrorView &>(problem_)); }

private:
    static constexpr std::size_t no_index = ~std::size_t{0};

    [[nodiscard]] char *next(std::size_t bytes) noexcept {
        char *start = bytes_ ? bytes_ + size_ : nullptr;
        size_ += bytes;
        return start;
    }
    void refuse(std::string_view list, std::size_t index, std::string_view field) noexcept {
        char name[64];
        std::size_t length = 0;
        const auto append = [&](std::string_view part) {
            for (const char character : part) {
                if (length < sizeof name - 1) name[length++] = character;
            }
        };
        append(argument_);
        if (!list.empty()) append(".");
        append(list);
        if (index != no_index) {
            char digits[24];
            std::size_t start = sizeof digits;
            do digits[--start] = static_cast<char>('0' + index % 10);
            while ((index /= 10) > 0);
            append("[");
            append({digits + start, sizeof digits - start});
            append("]");
        }
        if (!field.empty()) append(".");
        append(field);
        name[length] = '\0';
        const ErrorView error(Code::invalid_argument, contains_nul, name);
        problem_ = Error(error);  // a copy, with the name
    }

    const char *argument_;
    char *bytes_ = nullptr;
    std::size_t size_ = 0;
    Error problem_{};
};

/// The number of elements of a list. The library refuses a number that cannot be right.
[[nodiscard]] inline std::uint32_t count_of(std::size_t size) noexcept {
    return static_cast<std::uint32_t>(size < UINT32_MAX ? size : UINT32_MAX);
}

/// The addresses of the elements of a list, which `convert` fills.
template <typename Element, typename List, typename Convert>
[[nodiscard]] const Element *const *pointers(Block &block, const List &list, const Element &initial, Convert convert) noexcept {
    const Element **addresses = block.array<const Element *>(list.size());
    Element *elements = block.array<Element>(list.size());
    for (std::size_t index = 0; index < list.size(); ++index) {
        Element element = initial;
        convert(element, list[index], index);
        if (!elements) continue;
        elements[index] = element;
        addresses[index] = elements + index;
    }
    return addresses;
}

[[nodiscard]] inline std::string_view view_of(std::string_view text) noexcept { return text; }
[[nodiscard]] inline std::string_view view_of(SessionId id) noexcept { return id.view(); }

template <typename String>
[[nodiscard]] const char *const *strings(Block &block, Span<const String> list, std::string_view name) noexcept {
    const char **addresses = block.array<const char *>(list.size());
    for (std::size_t index = 0; index < list.size(); ++index) {
        const char *address = block.copy(view_of(list[index]), name, index, {});
        if (addresses) addresses[index] = address;
    }
    return addresses;
}

[[nodiscard]] inline const convai_scene_item *const *items(Block &block, Span<const SceneItem> list,
                                                           std::string_view name) noexcept {
    const convai_scene_item initial = CONVAI_SCENE_ITEM_INIT;
    return pointers(block, list, initial, [&](convai_scene_item &to, const SceneItem &from, std::size_t index) {
        to.name = block.copy(from.name, name, index, "name");
        to.description = block.copy(from.description, name, index, "description");
    });
}

[[nodiscard]] inline const convai_field *const *fields(Block &block, Span<const Field> list) noexcept {
    const convai_field initial = CONVAI_FIELD_INIT;
    return pointers(block, list, initial, [&](convai_field &to, const Field &from, std::size_t index) {
        to.name = block.copy(from.name, "fields", index, "name");
        to.value = block.copy(from.value, "fields", index, "value");
        to.file = from.file.data();
        to.file_len = from.file.size();
        to.file_name = block.copy(from.file_name, "fields", index, "file_name");
        to.content_type = block.copy(from.content_type, "fields", index, "content_type");
    });
}

/// A Scene for the C interface that lives as long as one call; none where `scene` is nullptr.
class CScene {
public:
    /// `argument` is the name for errors: a string literal.
    CScene(const char *argument, const Scene *scene) noexcept : block_(argument) {
        if (!scene) return;
        convert(*scene);
        if (!block_.allocate()) return;
        convert(*scene);
        c_address_ = &c_scene_;
    }
    CScene(const CScene &) = delete;
    CScene &operator=(const CScene &) = delete;

    [[nodiscard]] const convai_scene *get() const noexcept { return c_address_; }
    [[nodiscard]] Error problem() const noexcept { return block_.problem(); }

private:
    void convert(const Scene &scene) noexcept {
        c_scene_.action_count = count_of(scene.actions.size());
        c_scene_.actions = strings(block_, scene.actions, "actions");
        c_scene_.object_count = count_of(scene.objects.size());
        c_scene_.objects = items(block_, scene.objects, "objects");
        c_scene_.character_count = count_of(scene.characters.size());
        c_scene_.characters = items(block_, scene.characters, "characters");
        c_scene_.classification = block_.copy(scene.classification, "classification");
        c_scene_.class_label_count = count_of(scene.class_labels.size());
        c_scene_.class_labels = strings(block_, scene.class_labels, "class_labels");
        c_scene_.field_count = count_of(scene.fields.size());
        c_scene_.fields = fields(block_, scene.fields);
    }

    Block block_;
    convai_scene c_scene_ = CONVAI_SCENE_INIT;
    const convai_scene *c_address_ = nullptr;
};

/// The ids of sessions for the C interface, which live as long as one call.
class CSessions {
public:
    explicit CSessions(Span<const SessionId> ids) noexcept : count_(count_of(ids.size())) {
        convert(ids);
        if (block_.allocate()) convert(ids);
    }
    CSessions(const CSessions &) = delete;
    CSessions &operator=(const CSessions &) = delete;

    [[nodiscard]] const char *const *get() const noexcept { return ids_; }
    [[nodiscard]] std::uint32_t count() const noexcept { return count_; }
    [[nodiscard]] Error problem() const noexcept { return block_.problem(); }

private:
    void convert(Span<const SessionId> ids) noexcept { ids_ = strings(block_, ids, {}); }

    Block block_{"session_ids"};
    std::uint32_t count_;
    const char *const *ids_ = nullptr;
};

/// The settings of a turn for the C interface, with its scene.
class CTurn {
public:
    explicit CTurn(const CallOptions &options) noexcept
        : scene_("options.scene", options.scene), c_options_(c_options(options)) {
        c_options_.scene = scene_.get();
    }
    CTurn(const CTurn &) = delete;
    CTurn &operator=(const CTurn &) = delete;

    [[nodiscard]] const convai_call_options *get() const noexcept { return &c_options_; }
    [[nodiscard]] Error problem() const noexcept { return scene_.problem(); }

private:
    CScene scene_;
    convai_call_options c_options_;
};

/// A Request for the C interface that lives as long as one call.
class CRequest {
public:
    explicit CRequest(const Request &request) noexcept : block_("request") {
        convert(request);
        if (block_.allocate()) convert(request);
    }
    CRequest(const CRequest &) = delete;
    CRequest &operator=(const CRequest &) = delete;

    [[nodiscard]] const convai_request *get() const noexcept { return &c_request_; }
    [[nodiscard]] Error problem() const noexcept { return block_.problem(); }

private:
    void convert(const Request &request) noexcept {
        c_request_.flags = request.multipart ? CONVAI_MULTIPART : 0;
        c_request_.method = block_.copy(or_null(request.method), "method");
        c_request_.path = block_.copy(request.path, "path");
        c_request_.json = block_.copy(request.json, "json");
        c_request_.field_count = count_of(request.fields.size());
        c_request_.fields = fields(block_, request.fields);
    }

    Block block_;
    convai_request c_request_ = CONVAI_REQUEST_INIT;
};

}  // namespace detail

CONVAI_CPP_END

#endif  // CONVAI_CPP_STRUCT_ARGUMENTS_HPP
