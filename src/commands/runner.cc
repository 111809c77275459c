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

void read_configure(Tracer& tracer, const Arguments& arguments) {
  using Row = row::Configure;
  const std::uint64_t random_high = arguments.bits(Row::kRandomHigh);
  Options* const options = tracer.configure(random_high << 32 | arguments.bits(Row::kRandomLow));
  if (!options) return;
  options->seed_high = arguments.bits(Row::kSeedHigh);
  options->seed_low = arguments.bits(Row::kSeedLow);
  set_limit(options->idle_timeout, arguments.number(Row::kIdleTimeout));
  set_limit(options->final_timeout, arguments.number(Row::kFinalTimeout));
  set_limit(options->child_span_timeout, arguments.number(Row::kChildSpanTimeout));
  set_limit(options->max_transaction_duration, arguments.number(Row::kMaxTransactionDuration));
  options->version = arguments.string(Row::kVersion);
  options->dsn = arguments.string(Row::kDsn);
  options->page_origin = arguments.string(Row::kPageOrigin);
  options->user_agent = arguments.string(Row::kUserAgent);
  options->referrer = strip_url(arguments.string(Row::kReferrer));
  options->release = arguments.string(Row::kRelease);
  if (const std::string_view environment = arguments.string(Row::kEnvironment); !environment.empty()) {
    options->environment = environment;
  }
}

void read_rules(Options& options, const Arguments& arguments) {
  using Row = row::Rules;
  set_limit(options.min_span_duration, arguments.number(Row::kMinSpanDuration));
  const double late_vitals = arguments.number(Row::kLateVitals);
  options.late_vitals = late_vitals == 1   ? LateVitals::kSpan
                        : late_vitals == 2 ? LateVitals::kOff
                                           : LateVitals::kTransaction;
  if (const double most = arguments.number(Row::kMaxSpans); most >= 1) {
    options.max_spans = static_cast<std::uint32_t>(std::fmin(most, limits::kMostSpans));
  }
  options.name_rules = readable(arguments.string(Row::kNameRules));
  options.query_keys = readable(arguments.string(Row::kQueryKeys));
  options.server_timing_descriptions = arguments.string(Row::kServerTimingDescriptions);
}

void read_answer(Tracer& tracer, double at, const Arguments& arguments) {
  using Row = row::Answer;
  const std::uint32_t outcome = arguments.bits(Row::kOutcome);
  static_assert(static_cast<int>(Outcome::kNoRoom) == code::kNoRoom);
  // What nobody knows was not answered.
  tracer.delivery().answer(at, arguments.bits(Row::kNumber),
                           outcome > code::kNoRoom ? Outcome::kNetworkError : static_cast<Outcome>(outcome),
                           http_code(arguments.number(Row::kStatus)), arguments.string(Row::kRateLimits),
                           arguments.number(Row::kRetryAfter));
}

// `at` is finite, the moment to record for it.
void apply(Tracer& tracer, const DecodedCommand& command, double at) {
  const Arguments arguments(command, tracer.drops());
  switch (command.command) {
    case Command::kConfigure:
      return read_configure(tracer, arguments);
    case Command::kScopeTag:
      return read_scope_tag(tracer, arguments);
    case Command::kScopeValue:
      return read_scope_value(tracer, arguments);
    case Command::kTransaction:
      return read_transaction(tracer, at, arguments);
    case Command::kSpan:
      return read_span(tracer, at, arguments);
    case Command::kFinish:
      return read_finish(tracer, at, arguments);
    case Command::kRequest:
      return read_request(tracer, at, arguments);
    case Command::kResponse:
      return read_response(tracer, at, arguments);
    case Command::kInteractive:
      return tracer.interactive(at);
    case Command::kStay:
      return tracer.stay();
    case Command::kHide:
      return tracer.hide(at, arguments.number(row::Hide::kRoom));
    case Command::kFlush:
      return tracer.flush(at);
    case Command::kEntry:
      return read_entry(tracer, at, arguments);
    case Command::kResource:
      return read_resource(tracer, at, arguments);
    case Command::kNavigationTiming:
      return read_navigation_timing(tracer, at, arguments);
    case Command::kLongAnimationFrame:
      return read_long_animation_frame(tracer, at, arguments);
    case Command::kLargestContentfulPaint:
      return read_largest_contentful_paint(tracer, at, arguments);
    case Command::kLayoutShift:
      return read_layout_shift(tracer, at, arguments);
    case Command::kEventTiming:
      return read_event_timing(tracer, at, arguments);
    case Command::kInteractions:
      return tracer.set_interaction_count(at, arguments.number(row::Interactions::kCount));
    case Command::kRules:
      return read_rules(tracer.options(), arguments);
    case Command::kHold:
      return read_hold(tracer, at, arguments);
    case Command::kError:
      return tracer.error();
    case Command::kRedirect:
      return read_redirect(tracer, at, arguments);
    case Command::kRootSent:
      return read_root_sent(tracer, arguments);
    case Command::kAddress:
      return read_address(tracer, at, arguments);
    case Command::kNamed:
      return read_named(tracer, at, arguments);
    case Command::kAnswer:
      return read_answer(tracer, at, arguments);
    case Command::kOnline:
      return tracer.delivery().set_online(arguments.number(row::Online::kOnline) != 0);
    case Command::kHoldBack:
      return tracer.delivery().hold_back(at, arguments.number(row::HoldBack::kUntil));
    case Command::kSpansRefused:
      return tracer.lose_spans(arguments.bits(row::SpansRefused::kRoot),
                               arguments.bits(row::SpansRefused::kCount));
    case Command::kRefused:
      return tracer.drops().add(Drop::kBufferFull, arguments.bits(row::Refused::kCount));
    case Command::kService:
      tracer.options().is_service = true;
      return;
    case Command::kName:
      return read_name(tracer, arguments);
    case Command::kTrap:
#ifdef HEADWATER_TEST_TRAP
      __builtin_trap();
#endif
      return;
    case Command::kTag:
    case Command::kData:
    case Command::kStatus:
    case Command::kHttpStatus:
    case Command::kLink:
    case Command::kMeasurement:
      return read_value(tracer, command.command, arguments);
  }
}

}  // namespace

std::size_t run_batch(Tracer& tracer, const double* numbers, std::size_t count, std::string_view text) {
  Batch batch(numbers, count, text, tracer.drops());
  if (!batch.has_clocks()) return 0;
  tracer.set_clocks(batch.clocks());
  const double now = std::fmax(finite_or(batch.clocks().now, 0), 0);
  std::size_t applied = 0;
  for (DecodedCommand command; batch.next(command);) {
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
