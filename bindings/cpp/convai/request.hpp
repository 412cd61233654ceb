/// @file
/// Part of convai.hpp: a request to any path of the service.

#ifndef CONVAI_CPP_REQUEST_HPP
#define CONVAI_CPP_REQUEST_HPP

#include "scene.hpp"

CONVAI_CPP_BEGIN

/// A request to any path of the service, for Client::call. A view: the call copies it.
///
///     convai::Request request;
///     request.path = "/character/toggle-is-narrative-driven";
///     request.json = R"({"character_id": "...", "is_narrative_driven": true})";
///     const auto outcome = client.call(request);
///
/// The body is `json`, or `fields`, or there is none.
struct Request {
    TextField method{};           ///< "GET", "POST", "PUT", "PATCH" or "DELETE". Empty for "POST".
    TextField path{};             ///< The path, relative to ClientOptions::base_url. It may contain a query. Required.
    TextField json{};             ///< The body as JSON, which is checked.
    Span<const Field> fields{};   ///< The body as a form. A file makes it multipart/form-data.
    bool multipart = false;       ///< Whether to send fields without a file as multipart/form-data, too.
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_REQUEST_HPP
