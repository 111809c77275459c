#include <algorithm>
#include <utility>

#include "src/tracer/late.h"
#include "src/tracer/tracer.h"

// How one page follows another, and what the browser tells of them.
namespace headwater {

void Tracer::start_rootless_page(double at, Handle handle, const TransactionContext& context, bool recorded) {
  if (!handle_is_free(handle)) return;
  PageView next;
  next.root = handle;
  next.start = at;
  next.rootless = true;
  next.recorded = recorded;
  if (at < context.anchor.now) pages().split(at, at, nullptr);
  next.context = context;
  replace_page(at, std::move(next));
}

void Tracer::replace_page(double at, PageView&& next) {
  if (pages().begun().root != 0) stay_on_page(at);
  if (Transaction* running = open().page()) end_by_itself(*running, at, FinishReason::kNavigation);
  requests_.restart_beats(next.start);
  pages().replace(at, std::move(next));
}

void Tracer::begin_navigation(double at, Handle handle, const TransactionContext& context, double start) {
  if (!handle_is_free(handle)) return;
  PageView& begun = pages().begun();
  if (begun.root != 0) stay_on_page(at);
  requests_.restart_beats(start);
  begun.root = handle;
  begun.context = context;
  begun.start = start;
  const double asked = context.anchor.now;
  Transaction& opened = open().add(std::make_unique<Transaction>(context, handle, start, asked, drops()));
  opened.idle.hold(at, true);
}

TransactionContext* Tracer::begun_navigation(Handle handle) {
  if (handle != pages().begun().root) {
    drops().add(Drop::kStaleHandle);
    return nullptr;
  }
  Transaction* const transaction = open().get(handle);
  return transaction ? &transaction->context : &pages().begun().context;
}

void Tracer::enter_page(double at) {
  PageView next;
  swap_relocatable(next, pages().begun());
  if (Transaction* const transaction = open().get(next.root)) {
    next.context = transaction->context;
    describe_path(*transaction, shared().options);
    transaction->idle.hold(at, false);
  }
  next.vitals_start = at;
  const double start = next.start;
  replace_page(start, std::move(next));
}

void Tracer::stay_on_page(double at) {
  if (Transaction* const begun = open().get(pages().begun().root)) {
    std::unique_ptr<Transaction> ended = open().take(*begun);
    if (!ended->is_empty()) {
      make_late(*ended, pages().current().context.kind);
      carried().add(std::move(ended), at);
    }
  }
  pages().drop_begun(at);
  carried().send(at, -kNever);
}

void Tracer::interactive(double at) {
  interactive_ = true;
  if (Transaction* root = open().page()) root->idle.release(at);
}

void Tracer::entry(double at, const Entry& entry) {
  Vitals& vitals = pages().vitals_at(entry.start);
  switch (entry.kind) {
    case EntryKind::kHidden:
      return vitals.hidden(entry.start);
    case EntryKind::kVisible:
      shared().hidden_since = kNever;
      return;
    case EntryKind::kRestoredPaint:
      return vitals.restored_paint(entry.start);
    case EntryKind::kPaint:
      pages().document_vitals().paint(entry.name, entry.start);
      break;
    default:
      break;
  }
  if (Transaction* transaction = pages().owner_of_entry(at, entry.start, entry.start + entry.duration)) {
    add_entry_span(*transaction, shared().handles, entry);
  }
}

void Tracer::navigation_timing(double at, const NavigationTiming& timing) {
  const double end = std::max(timing.response_end, timing.activation_start);
  if (Transaction* transaction = pages().owner_of_entry(at, timing.start, end)) {
    add_navigation_spans(*transaction, shared().handles, at, timing, shared().options);
  }
  pages().document_vitals().first_byte(timing.response_start);
}

void Tracer::long_animation_frame(double at, const LongAnimationFrame& frame) {
  const double end = frame.start + frame.duration;
  // Frames after an interaction are what its user waits for: they belong to it. Once there is one, it may end
  // by being quiet.
  Transaction* transaction = open().interaction_before(end);
  if (transaction) {
    transaction->idle.release(end);
  } else {
    transaction = pages().owner_of_entry(at, frame.start, end);
  }
  if (transaction) add_frame_span(*transaction, shared().handles, frame);
}

void Tracer::largest_contentful_paint(const LargestContentfulPaint& entry) {
  pages().document_vitals().largest_contentful_paint(entry);
  // The page is not done while it still paints larger things.
  Transaction* root = open().page();
  if (root && !entry.after_interaction) root->idle.activity(entry.start);
}

void Tracer::event_timing(const EventTiming& entry) {
  pages().vitals_at(entry.start).event(entry);
  requests_.restart_beats(entry.start);
  set_interaction_count(entry.start, entry.interaction_count);
}

void Tracer::set_interaction_count(double at, double count) {
  if (pages().current().vitals.interactions(count)) requests_.restart_beats(at);
}

}  // namespace headwater
