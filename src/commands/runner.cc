#include "src/commands/runner.h"

#include <cmath>

#include "src/commands/arguments.h"
#include "src/commands/batch.h"
#include "src/commands/entry_commands.h"
#include "src/commands/span_commands.h"
#include "src/commands/value_commands.h"
#include "src/text/readable.h"
#include "src/text/url.h"

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

void set_rules(Options& options, Arguments arguments) {
  set_limit(options.min_span_duration, arguments.number());
  const double late_vitals = arguments.number();
  options.late_vitals = late_vitals == 1   ? LateVitals::kSpan
                        : late_vitals == 2 ? LateVitals::kOff
                                           : LateVitals::kTransaction;
  if (const double most = arguments.number(); most >= 1) {
    options.max_spans = static_cast<std::uint32_t>(std::fmin(most, limits::kMostSpans));
  }
  options.name_rules = readable(arguments.string());
  options.query_keys = readable(arguments.string());
  options.server_timing_descriptions = arguments.string();
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
    case Command::kStay:
      return tracer.stay();
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
      return tracer.set_interaction_count(at, command.numbers[1]);
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
    case Command::kAddress:
      return set_address(tracer, at, arguments);
    case Command::kNamed:
      return name_root(tracer, at, arguments);
    case Command::kAnswer:
      return answer(tracer, at, arguments);
    case Command::kOnline:
      return tracer.delivery().set_online(command.numbers[1] != 0);
    case Command::kHoldBack:
      return tracer.delivery().hold_back(at, command.numbers[1]);
    case Command::kSpansRefused:
      return tracer.lose_spans(word(command.numbers[1]), word(command.numbers[2]));
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

std::size_t run_batch(Tracer& tracer, const double* numbers, std::size_t count, std::string_view text) {
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
  return applied;
}

}  // namespace headwater
