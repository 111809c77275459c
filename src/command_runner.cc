#include "command_runner.h"

#include <cmath>
#include <utility>

#include "arguments.h"
#include "batch.h"
#include "decimal.h"
#include "entry_commands.h"
#include "json_text.h"
#include "limits.h"
#include "names.h"
#include "templates.h"
#include "url.h"

namespace headwater {
namespace {

// A limit in ms; only one that is not negative replaces the default.
void set_limit(double& limit, double number) {
  if (number >= 0) limit = number;
}

void configure(Tracer& tracer, Arguments arguments) {
  const std::uint32_t seed_high = arguments.bits();
  const std::uint32_t seed_low = arguments.bits();
  const std::uint64_t random_high = arguments.bits();
  Options* const options = tracer.configure(random_high << 32 | arguments.bits());
  if (!options) return;
  options->seed_high = seed_high;
  options->seed_low = seed_low;
  for (double* limit : {&options->idle_timeout, &options->final_timeout, &options->child_span_timeout,
                        &options->max_transaction_duration}) {
    set_limit(*limit, arguments.number());
  }
  for (std::string* text : {&options->version, &options->dsn, &options->page_origin, &options->user_agent}) {
    *text = arguments.string();
  }
  options->referrer = strip_url(arguments.string());
  options->release = arguments.string();
  if (const std::string_view environment = arguments.string(); !environment.empty()) {
    options->environment = environment;
  }
}

void set_scope_tag(Tracer& tracer, Arguments arguments) {
  const bool present = arguments.number() == 1;
  const std::string_view key = arguments.string();
  const std::string_view value = arguments.string();
  if (present) {
    tracer.scope().set_tag(key, value, tracer.drops());
  } else {
    tracer.scope().remove_tag(key);
  }
}

void set_scope_value(Tracer& tracer, Arguments arguments) {
  const double number = arguments.number();
  const auto section = number == 0   ? Scope::Section::kUser
                       : number == 1 ? Scope::Section::kExtra
                                     : Scope::Section::kContext;
  const bool present = arguments.number() == 1;
  const std::string_view key = arguments.string();
  const std::string_view json = arguments.string();
  if (present) {
    tracer.scope().set_value(section, key, json, tracer.drops());
  } else {
    tracer.scope().remove_value(section, key);
  }
}

// A name that is only a path becomes the one of its kind of page.
void set_name(TransactionContext& context, std::string_view name, std::string_view source, Tracer& tracer) {
  if (source != "url") return context.set_name(name, source, tracer.drops());
  const std::string_view given = matching_template(tracer.options().name_rules, name);
  const std::string grouped = given.empty() ? group_name(name) : std::string(given);
  context.set_name(grouped, grouped == name ? "url" : "route", tracer.drops());
}

void start_transaction(Tracer& tracer, double at, Arguments arguments) {
  // Later than `at` where the start was earlier. What is wrong with it is counted already.
  const double t = arguments.number();
  const Handle handle = arguments.handle();
  const double kind = arguments.number();
  double start = arguments.time_or(t >= 0 ? t : at);
  const double epoch = arguments.number();
  if (start > at) {
    if (start > t) tracer.drops().add(Drop::kInvalidTime);
    start = at;
  }
  const double asked = t >= at && std::isfinite(t) ? t : at;

  TransactionContext context;
  context.kind = kind == 1   ? TransactionKind::kPageload
                 : kind == 2 ? TransactionKind::kNavigation
                 : kind == 5 ? TransactionKind::kInteraction
                             : TransactionKind::kManual;
  context.trace_id = arguments.string();
  context.parent_span_id = arguments.string();
  const std::string_view name = arguments.string();
  const std::string_view source = arguments.string();
  // An interaction may have the page's, which the tracer knows.
  if (kind != 5 || !name.empty()) set_name(context, name, source, tracer);
  context.op = arguments.string();
  context.origin = arguments.string();
  context.url = cut(strip_url(arguments.string(), tracer.options().query_keys), limits::kUrl, tracer.drops());
  context.dsc = arguments.string();
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
  if (!context.dsc.empty() && (context.dsc.front() != '{' || !check_json(context.dsc))) {
    tracer.drops().add(Drop::kInvalidJson);
    context.dsc.clear();
  }
  if (context.origin.empty()) context.origin = "manual";
  if (kind == 3) {
    tracer.start_rootless_page(at, handle, std::move(context));
  } else {
    tracer.start_transaction(at, handle, std::move(context), start);
  }
}

void set_rules(Options& options, Arguments arguments) {
  set_limit(options.min_span_duration, arguments.number());
  options.name_rules = arguments.string();
  options.query_keys = arguments.string();
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

void start_span(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  const Handle handle = arguments.handle();
  const Handle root = arguments.handle();
  const Handle parent = arguments.parent();
  const double start = arguments.time_or(at);
  const std::string_view op = arguments.string();
  const std::string_view description = arguments.string();
  const std::string_view origin = arguments.string();
  if (handle == 0 || root == 0) return;
  tracer.start_span(at, handle, root, parent, start, op, description, origin.empty() ? "manual" : origin);
}

void finish(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  if (const Handle handle = arguments.handle()) tracer.finish(at, handle, arguments.time_or(at));
}

// The commands that set something on what a handle names.
void set_value(Tracer& tracer, Command command, Arguments arguments) {
  const Handle handle = arguments.handle();
  if (handle == 0) return;
  if (command == Command::kName) {
    const std::string_view name = arguments.string();
    tracer.set_name(handle, name, arguments.string());
    return;
  }
  const auto [transaction, span] = tracer.find(handle);
  if (!transaction) return;
  SpanStore& spans = transaction->spans;
  switch (command) {
    case Command::kTag: {
      const std::string_view key = arguments.string();
      spans.set_tag(*span, key, arguments.string());
      break;
    }
    case Command::kData: {
      const std::string_view key = arguments.string();
      const std::string_view json = arguments.string();
      if (json.empty()) {
        spans.remove_data(*span, key);
      } else {
        spans.set_data_json(*span, key, json);
      }
      break;
    }
    case Command::kLink: {
      const std::string_view trace = arguments.string();
      spans.add_link(*span, trace, arguments.string());
      break;
    }
    case Command::kStatus:
      if (const auto status = parse_status(arguments.string())) {
        span->status = *status;
      } else {
        tracer.drops().add(Drop::kInvalidStatus);
      }
      break;
    case Command::kHttpStatus: {
      const int code = arguments.http_code();
      if (code == 0) {
        tracer.drops().add(Drop::kInvalidValue);
        break;
      }
      spans.set_data(*span, "http.response.status_code", code);
      spans.set_tag(*span, "http.status_code", decimal(static_cast<std::uint64_t>(code)));
      span->status = status_of_http(code);
      break;
    }
    default: {
      const double value = arguments.number();
      const std::string_view name = arguments.string();
      transaction->set_measurement(name, value, arguments.string());
    }
  }
}

void start_request(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  const Handle handle = arguments.handle();
  const Handle root = arguments.handle();
  const Handle parent = arguments.parent();
  const RequestType type = arguments.number() == 1 ? RequestType::kXhr : RequestType::kFetch;
  const std::string_view method = arguments.string();
  if (handle != 0 && root != 0)
    tracer.start_request(at, handle, root, parent, type, method, arguments.string());
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
                                       : RequestOutcome::kNetworkError);
}

void root_sent(Tracer& tracer, Arguments arguments) {
  arguments.number();
  if (const Handle handle = arguments.handle()) tracer.root_sent(handle);
}

void answer(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  const std::uint32_t number = arguments.bits();
  const std::uint32_t outcome = arguments.bits();
  const int status = arguments.http_code();
  const double retry_after = arguments.number();
  // What nobody knows was not answered.
  tracer.delivery().answer(at, number, outcome > 5 ? Outcome::kNetworkError : static_cast<Outcome>(outcome),
                           status, arguments.string(), retry_after);
}

// `at` is finite, the moment to record for it.
void apply(Tracer& tracer, const DecodedCommand& command, double at) {
  const Arguments arguments(command, tracer.drops());
  switch (command.command) {
    case Command::kConfigure:
      return configure(tracer, arguments);
    case Command::kScopeTag:
      return set_scope_tag(tracer, arguments);
    case Command::kScopeValue:
      return set_scope_value(tracer, arguments);
    case Command::kTransaction:
      return start_transaction(tracer, at, arguments);
    case Command::kSpan:
      return start_span(tracer, at, arguments);
    case Command::kFinish:
      return finish(tracer, at, arguments);
    case Command::kRequest:
      return start_request(tracer, at, arguments);
    case Command::kResponse:
      return finish_request(tracer, at, arguments);
    case Command::kInteractive:
      return tracer.interactive(at);
    case Command::kHide:
      return tracer.hide(at, command.numbers[1]);
    case Command::kFlush:
      return tracer.flush(at);
    case Command::kEntry:
      return add_entry(tracer, at, arguments);
    case Command::kResource:
      return add_resource(tracer, at, arguments);
    case Command::kNavigationTiming:
      return add_navigation_timing(tracer, at, arguments);
    case Command::kLongAnimationFrame:
      return add_long_animation_frame(tracer, at, arguments);
    case Command::kLargestContentfulPaint:
      return add_largest_contentful_paint(tracer, at, arguments);
    case Command::kLayoutShift:
      return add_layout_shift(tracer, at, arguments);
    case Command::kEventTiming:
      return add_event_timing(tracer, at, arguments);
    case Command::kInteractions:
      return tracer.set_interaction_count(command.numbers[1]);
    case Command::kRules:
      return set_rules(tracer.options(), arguments);
    case Command::kHold:
      return hold(tracer, at, arguments);
    case Command::kError:
      return tracer.error();
    case Command::kRedirect:
      return redirect(tracer, at, arguments);
    case Command::kRootSent:
      return root_sent(tracer, arguments);
    case Command::kAnswer:
      return answer(tracer, at, arguments);
    case Command::kOnline:
      return tracer.delivery().set_online(command.numbers[1] != 0);
    case Command::kHoldBack:
      return tracer.delivery().hold_back(at, command.numbers[1]);
    case Command::kRefused:
      return tracer.drops().add(Drop::kBufferFull, word(*command.numbers));
    case Command::kTrap:
#ifdef HEADWATER_TEST_TRAP
      __builtin_trap();
#endif
      return;
    case Command::kTag:
    case Command::kData:
    case Command::kStatus:
    case Command::kHttpStatus:
    case Command::kName:
    case Command::kLink:
    case Command::kMeasurement:
      return set_value(tracer, command.command, arguments);
  }
}

}  // namespace

std::size_t run_batch(Tracer& tracer, const double* numbers, std::size_t count, std::string& text) {
  const Batch batch = decode_batch(numbers, count, text, tracer.drops());
  if (count >= 3) tracer.set_clocks(batch.clocks);
  const double now = std::fmax(finite_or(batch.clocks.now, 0), 0);
  std::size_t applied = 0;
  for (const DecodedCommand& command : batch.commands) {
    if (!tracer.configured() && command.command != Command::kConfigure) {
      tracer.drops().add(Drop::kNotConfigured);
      continue;
    }
    tracer.advance(command.time);
    apply(tracer, command, finite_or(command.time, now));
    ++applied;
  }
  if (tracer.configured()) tracer.advance(batch.clocks.now);
  return applied;
}

}  // namespace headwater
