#include "src/commands/span_commands.h"

#include <algorithm>
#include <cmath>

#include "src/base/string.h"
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
void name_by_rules(TransactionContext& context, std::string_view name, std::string_view source,
                   Tracer& tracer) {
  if (source != "url") return context.set_name(name, source, tracer.drops());
  const String shown = readable(name);
  if (const std::string_view given = matching_template(tracer.options().name_rules, shown); !given.empty()) {
    return context.set_name(given, given == shown ? "url" : "route", tracer.drops());
  }
  const String grouped = group_name(name);
  context.set_name(readable(grouped), grouped == name ? "url" : "route", tracer.drops());
}

String page_url(std::string_view url, Tracer& tracer) {
  return String(cut(strip_url(url, tracer.options().query_keys), limits::kUrl, tracer.drops()));
}

}  // namespace

void read_transaction(Tracer& tracer, double at, const Arguments& arguments) {
  using Row = row::Transaction;
  // Later than `at` where the start was earlier. What is wrong with it is counted already.
  const double t = arguments.number(Row::kT);
  const Handle handle = arguments.handle(Row::kHandle);
  const double kind = arguments.number(Row::kKind);
  double start = arguments.time_until(Row::kStart, t >= 0 ? t : at);
  const double epoch = arguments.number(Row::kEpoch);
  if (start > at) {
    if (start > t) tracer.drops().add(Drop::kInvalidTime);
    start = at;
  }
  const double asked = t >= at && std::isfinite(t) ? std::min(t, tracer.now()) : at;

  TransactionContext context;
  context.kind = kind == code::kPageload                             ? TransactionKind::kPageload
                 : kind == code::kNavigation || kind == code::kBegun ? TransactionKind::kNavigation
                 : kind == code::kInteraction                        ? TransactionKind::kInteraction
                                                                     : TransactionKind::kManual;
  context.trace_id = arguments.string(Row::kTraceId);
  context.parent_span_id = arguments.string(Row::kParentSpanId);
  const std::string_view name = arguments.string(Row::kName);
  // An interaction may have the page's, which the tracer knows.
  if (kind != code::kInteraction || !name.empty()) {
    name_by_rules(context, name, arguments.string(Row::kSource), tracer);
  }
  context.op = arguments.string(Row::kOp);
  context.origin = arguments.string(Row::kOrigin);
  context.url = page_url(arguments.string(Row::kUrl), tracer);
  context.dsc = arguments.string(Row::kDsc);
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
  if (kind == code::kOwner || kind == code::kUnrecorded) {
    tracer.start_rootless_page(at, handle, context, kind == code::kOwner);
  } else if (kind == code::kBegun) {
    tracer.begin_navigation(at, handle, context, start);
  } else {
    tracer.start_transaction(at, handle, context, start);
  }
}

void read_span(Tracer& tracer, double at, const Arguments& arguments) {
  using Row = row::Span;
  const Handle handle = arguments.handle(Row::kHandle);
  const Handle root = arguments.handle(Row::kRoot);
  const double start = arguments.time_until(Row::kStart, at);
  if (handle == 0 || root == 0) return;
  tracer.start_span(at, handle, root, arguments.parent(Row::kParent), start, arguments.string(Row::kOp),
                    arguments.string(Row::kDescription), arguments.string(Row::kOrigin));
}

void read_finish(Tracer& tracer, double at, const Arguments& arguments) {
  using Row = row::Finish;
  if (const Handle handle = arguments.handle(Row::kHandle)) {
    tracer.finish(at, handle, arguments.time_until(Row::kEnd, at));
  }
}

void read_request(Tracer& tracer, double at, const Arguments& arguments) {
  using Row = row::Request;
  const Handle handle = arguments.handle(Row::kHandle);
  const Handle root = arguments.handle(Row::kRoot);
  if (handle == 0 || root == 0) return;
  const double type = arguments.number(Row::kType);
  const std::string_view url = arguments.string(Row::kUrl);
  if (type >= code::kIgnored) return tracer.ignore_request(at, handle, url);
  tracer.start_request(at, handle, root, arguments.parent(Row::kParent),
                       type == code::kXhr ? RequestType::kXhr : RequestType::kFetch,
                       arguments.string(Row::kMethod), url);
}

void read_response(Tracer& tracer, double at, const Arguments& arguments) {
  using Row = row::Response;
  const Handle handle = arguments.handle(Row::kHandle);
  const double outcome = arguments.number(Row::kOutcome);
  if (handle == 0) return;
  tracer.finish_request(at, handle, http_code(arguments.number(Row::kCode)),
                        outcome == code::kAnswered   ? RequestOutcome::kAnswered
                        : outcome == code::kAborted  ? RequestOutcome::kAborted
                        : outcome == code::kStream   ? RequestOutcome::kStream
                        : outcome == code::kTimedOut ? RequestOutcome::kTimedOut
                                                     : RequestOutcome::kNetworkError);
}

void read_hold(Tracer& tracer, double at, const Arguments& arguments) {
  using Row = row::Hold;
  const double change = arguments.number(Row::kChange);
  if (const Handle handle = arguments.handle(Row::kHandle)) {
    tracer.hold(at, handle, change > 0 ? 1 : change < 0 ? -1 : 0);
  }
}

void read_redirect(Tracer& tracer, double at, const Arguments& arguments) {
  using Row = row::Redirect;
  const Handle handle = arguments.handle(Row::kHandle);
  const Handle root = arguments.handle(Row::kRoot);
  if (handle != 0 && root != 0) tracer.redirect(at, handle, root, arguments.string(Row::kUrl));
}

void read_root_sent(Tracer& tracer, const Arguments& arguments) {
  if (const Handle handle = arguments.handle(row::RootSent::kHandle)) tracer.root_sent(handle);
}

void read_address(Tracer& tracer, double at, const Arguments& arguments) {
  using Row = row::Address;
  const Handle handle = arguments.handle(Row::kHandle);
  TransactionContext* const context = handle == 0 ? nullptr : tracer.begun_navigation(handle);
  if (!context) return;
  context->url = page_url(arguments.string(Row::kUrl), tracer);
  name_by_rules(*context, arguments.string(Row::kName), arguments.string(Row::kSource), tracer);
  if (arguments.is_one(Row::kChanged)) {
    tracer.enter_page(at);
  } else {
    tracer.stay_on_page(at);
  }
}

void read_named(Tracer& tracer, double at, const Arguments& arguments) {
  if (const Handle handle = arguments.handle(row::Named::kHandle)) tracer.name_root(at, handle);
}

}  // namespace headwater
