#include <algorithm>
#include <utility>

#include "src/tracer/late.h"
#include "src/tracer/tracer.h"

// How one page follows another, and what the browser tells of them.
namespace headwater {

void Tracer::start_rootless_page(double at, Handle handle, TransactionContext context, bool recorded) {
  if (!handle_is_free(handle)) return;
  PageView next;
  next.root = handle;
  next.start = at;
  next.rootless = true;
  next.recorded = recorded;
  if (at < context.anchor.now) pages_.split(at, at, nullptr);
  next.context = std::move(context);
  replace_page(at, std::move(next));
}

void Tracer::replace_page(double at, PageView&& next) {
  if (pages_.begun().root != 0) stay_on_page(at);
  if (Transaction* running = open_.page()) end_by_itself(*running, at, FinishReason::kNavigation);
  requests_.restart_beats(next.start);
  pages_.replace(at, std::move(next));
}

void Tracer::begin_navigation(double at, Handle handle, TransactionContext context, double start) {
  if (!handle_is_free(handle)) return;
  PageView& begun = pages_.begun();
  if (begun.root != 0) stay_on_page(at);
  requests_.restart_beats(start);
  begun.root = handle;
  begun.context = context;
  begun.start = start;
  const double asked = context.anchor.now;
  Transaction& opened =
      open_.add(std::make_unique<Transaction>(std::move(context), handle, start, asked, drops()));
  opened.idle.hold(at, true);
}

TransactionContext* Tracer::begun_navigation(Handle handle) {
  if (handle != pages_.begun().root) {
    drops().add(Drop::kStaleHandle);
    return nullptr;
  }
  Transaction* const transaction = open_.get(handle);
  return transaction ? &transaction->context : &pages_.begun().context;
}

void Tracer::enter_page(double at) {
  PageView next;
  swap_relocatable(next, pages_.begun());
  if (Transaction* const transaction = open_.get(next.root)) {
    next.context = transaction->context;
    describe_path(*transaction, shared_.options);
    transaction->idle.hold(at, false);
  }
  next.vitals_start = at;
  const double start = next.start;
  replace_page(start, std::move(next));
}

void Tracer::stay_on_page(double at) {
  if (Transaction* const begun = open_.get(pages_.begun().root)) {
    std::unique_ptr<Transaction> ended = open_.take(*begun);
    if (!ended->is_empty()) {
      make_late(*ended, pages_.current().context.kind);
      carried_.add(std::move(ended), at);
    }
  }
  pages_.drop_begun(at);
  carried_.send(at, -kNever);
}

void Tracer::interactive(double at) {
  interactive_ = true;
  if (Transaction* root = open_.page()) root->idle.release(at);
}

void Tracer::entry(double at, const Entry& entry) {
  Vitals& vitals = pages_.vitals_at(entry.start);
  switch (entry.kind) {
    case EntryKind::kHidden:
      return vitals.hidden(entry.start);
    case EntryKind::kVisible:
      shared_.hidden_since = kNever;
      return;
    case EntryKind::kRestoredPaint:
      return vitals.restored_paint(entry.start);
    case EntryKind::kPaint:
      pages_.document_vitals().paint(entry.name, entry.start);
      break;
    default:
      break;
  }
  if (Transaction* transaction = pages_.owner_of_entry(at, entry.start, entry.start + entry.duration)) {
    add_entry_span(*transaction, shared_.handles, entry);
  }
}

void Tracer::navigation_timing(double at, const NavigationTiming& timing) {
  const double end = std::max(timing.response_end, timing.activation_start);
  if (Transaction* transaction = pages_.owner_of_entry(at, timing.start, end)) {
    add_navigation_spans(*transaction, shared_.handles, at, timing, shared_.options);
  }
  pages_.document_vitals().first_byte(timing.response_start);
}

void Tracer::long_animation_frame(double at, const LongAnimationFrame& frame) {
  const double end = frame.start + frame.duration;
  // What a user waits for after an interaction are its frames.
  Transaction* transaction = open_.interaction_before(end);
  if (transaction) {
    transaction->idle.release(end);
  } else {
    transaction = pages_.owner_of_entry(at, frame.start, end);
  }
  if (transaction) add_frame_span(*transaction, shared_.handles, frame);
}

void Tracer::largest_contentful_paint(const LargestContentfulPaint& entry) {
  pages_.document_vitals().largest_contentful_paint(entry);
  // The page is not done while it still paints larger things.
  Transaction* root = open_.page();
  if (root && !entry.after_interaction) root->idle.activity(entry.start);
}

void Tracer::event_timing(const EventTiming& entry) {
  pages_.vitals_at(entry.start).event(entry);
  requests_.restart_beats(entry.start);
  set_interaction_count(entry.start, entry.interaction_count);
}

void Tracer::set_interaction_count(double at, double count) {
  if (pages_.current().vitals.interactions(count)) requests_.restart_beats(at);
}

}  // namespace headwater
