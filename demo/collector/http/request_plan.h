#pragma once

#include <httplib.h>

#include <string>
#include <string_view>

#include "demo/collector/http/http_server.h"

namespace headwater::collector {

// The only addresses that take a body. The first group of an envelope's is the project.
inline constexpr const char* kEnvelopePath = "/api/([0-9A-Za-z_-]{1,64})/envelope/?";
inline constexpr const char* kOtlpPath = "/v1/traces";

// To be called when a request's head is read: leaves httplib nothing to act upon, and tells what may follow.
HttpServer::Plan plan_request(std::string_view head, httplib::Request& request);

// Answers planned requests whose head is unclear, or that bring a body to where none is taken, before it is
// read.
httplib::Server::HandlerResponse refuse_early(const httplib::Request& request, httplib::Response& response);

// The headers that a planned request came with.
std::string content_encoding(const httplib::Request& request);
std::string content_type(const httplib::Request& request);

}  // namespace headwater::collector
