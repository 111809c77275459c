#pragma once

#include <httplib.h>

#include <string>
#include <string_view>

#include "http_server.h"

namespace headwater::collector {

// The only address that takes a body. Its first group is the project.
inline constexpr const char* kEnvelopePath = "/api/([0-9A-Za-z_-]{1,64})/envelope/?";

// To be called when a request's head is read: leaves httplib nothing to act upon, and tells what may follow.
HttpServer::Plan plan_request(std::string_view head, httplib::Request& request);

// Answers planned requests whose head is unclear, or that bring a body to where none is taken, before it is
// read.
httplib::Server::HandlerResponse refuse_early(const httplib::Request& request, httplib::Response& response);

// The Content-Encoding that a planned request came with.
std::string content_encoding(const httplib::Request& request);

}  // namespace headwater::collector
