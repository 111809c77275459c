#include "src/commands/span_commands.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "src/record/clean_text.h"
#include "src/record/limits.h"
#include "src/text/json_text.h"
#include "src/text/path_names.h"
#include "src/text/readable.h"
#include "src/text/templates.h"
#include "src/text/url.h"

namespace headwater {
namespace {

// A name that is only a path becomes the one of its kind of page.
void set_name(TransactionContext& context, std::string_view name, std::string_view source, Tracer& tracer) {
  if (source != "url") return context.set_name(name, source, tracer.drops());
  const std::string shown = readable(name);
  if (const std::string_view given = matching_template(tracer.options().name_rules, shown); !given.empty()) {
    return context.set_name(given, given == shown ? "url" : "route", tracer.drops());
  }
  const std::string grouped = group_name(name);
  context.set_name(readable(grouped), grouped == name ? "url" : "route", tracer.drops());
}

std::string page_url(std::string_view url, Tracer& tracer) {
  return std::string(cut(strip_url(url, tracer.options().query_keys), limits::kUrl, tracer.drops()));
}

}  // namespace

void start_transaction(Tracer& tracer, double at, Arguments arguments) {
  // Later than `at` where the start was earlier. What is wrong with it is counted already.
  const double t = arguments.number();
  const Handle handle = arguments.handle();
  const double kind = arguments.number();
  double start = arguments.time_until(t >= 0 ? t : at);
  const double epoch = arguments.number();
  if (start > at) {
    if (start > t) tracer.drops().add(Drop::kInvalidTime);
    start = at;
  }
  const double asked = t >= at && std::isfinite(t) ? std::min(t, tracer.now()) : at;

  TransactionContext context;
  context.kind = kind == 1                ? TransactionKind::kPageload
                 : kind == 2 || kind == 7 ? TransactionKind::kNavigation
                 : kind == 5              ? TransactionKind::kInteraction
                                          : TransactionKind::kManual;
  context.trace_id = arguments.string();
  context.parent_span_id = arguments.string();
  const std::string_view name = arguments.string();
  const std::string_view source = arguments.string();
  // An interaction may have the page's, which the tracer knows.
  if (kind != 5 || !name.empty()) set_name(context, name, source, tracer);
  context.op = arguments.string();
  context.origin = arguments.string();
  context.url = page_url(arguments.string(), tracer);
  context.dsc = arguments.string();
  context.most_spans = tracer.options().max_spans;
  context.anchor = {asked, epoch};

  if (handle == 0) return;
  if (!is_hex_id(context.trace_id, 32)) {
    tracer.drops().add(Drop::kInvalidTrace);
    return;
  }
  if (!std::isfinite(epoch)) {
    tracer.drops().add(Drop::kInvalidValue);
    return;
  }
  if (!context.parent_span_id.empty() && !is_hex_id(context.parent_span_id, 16)) {
    tracer.drops().add(Drop::kInvalidTrace);
    context.parent_span_id.clear();
  }
  if (!context.dsc.empty() && (context.dsc.front() != '{' || !is_json(context.dsc))) {
    tracer.drops().add(Drop::kInvalidJson);
    context.dsc.clear();
  }
  if (context.origin.empty()) context.origin = "manual";
  if (kind == 3 || kind == 6) {
    tracer.start_rootless_page(at, handle, std::move(context), kind == 3);
  } else if (kind == 7) {
    tracer.begin_navigation(at, handle, std::move(context), start);
  } else {
    tracer.start_transaction(at, handle, std::move(context), start);
  }
}

void start_span(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  const Handle handle = arguments.handle();
  const Handle root = arguments.handle();
  const Handle parent = arguments.parent();
  const double start = arguments.time_until(at);
  const std::string_view op = arguments.string();
  const std::string_view description = arguments.string();
  const std::string_view origin = arguments.string();
  if (handle == 0 || root == 0) return;
  tracer.start_span(at, handle, root, parent, start, op, description, origin.empty() ? "manual" : origin);
}

void finish(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  if (const Handle handle = arguments.handle()) tracer.finish(at, handle, arguments.time_until(at));
}

void start_request(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  const Handle handle = arguments.handle();
  const Handle root = arguments.handle();
  const Handle parent = arguments.parent();
  const double number = arguments.number();
  const RequestType type = number == 1 ? RequestType::kXhr : RequestType::kFetch;
  const std::string_view method = arguments.string();
  const std::string_view url = arguments.string();
  if (handle == 0 || root == 0) return;
  if (number >= kIgnoredRequest) return tracer.ignore_request(at, handle, url);
  tracer.start_request(at, handle, root, parent, type, method, url);
}

void finish_request(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  const Handle handle = arguments.handle();
  const int code = arguments.http_code();
  const double outcome = arguments.number();
  if (handle == 0) return;
  tracer.finish_request(at, handle, code,
                        outcome == 0   ? RequestOutcome::kAnswered
                        : outcome == 2 ? RequestOutcome::kAborted
                        : outcome == 3 ? RequestOutcome::kStream
                        : outcome == 4 ? RequestOutcome::kTimedOut
                                       : RequestOutcome::kNetworkError);
}

void hold(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  const Handle handle = arguments.handle();
  const double change = arguments.number();
  if (handle != 0) tracer.hold(at, handle, change > 0 ? 1 : change < 0 ? -1 : 0);
}

void redirect(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  const Handle handle = arguments.handle();
  const Handle root = arguments.handle();
  if (handle != 0 && root != 0) tracer.redirect(at, handle, root, arguments.string());
}

void root_sent(Tracer& tracer, Arguments arguments) {
  arguments.number();
  if (const Handle handle = arguments.handle()) tracer.root_sent(handle);
}

void set_address(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  const Handle handle = arguments.handle();
  const bool changed = arguments.number() == 1;
  TransactionContext* const context = handle == 0 ? nullptr : tracer.begun_navigation(handle);
  if (!context) return;
  context->url = page_url(arguments.string(), tracer);
  const std::string_view name = arguments.string();
  set_name(*context, name, arguments.string(), tracer);
  if (changed) {
    tracer.enter_page(at);
  } else {
    tracer.stay_on_page(at);
  }
}

void name_root(Tracer& tracer, double at, Arguments arguments) {
  if (const Handle handle = arguments.handle()) tracer.name_root(at, handle);
}

}  // namespace headwater
