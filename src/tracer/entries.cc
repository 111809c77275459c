#include <algorithm>

#include "src/tracer/tracer.h"

// What the tracer does about performance entries that are no resources.
namespace headwater {

// What began before a navigation is the work of the page before it, what began after it that of the next,
// whose address is still to come.
Page& Tracer::page_at(double start) {
  if (begun_.root != 0 && start >= begun_.start) return begun_;
  return start < page_.start && previous_page_.root != 0 ? previous_page_ : page_;
}

// Until the address has changed the user sees, and touches, the page before.
Vitals& Tracer::vitals_at(double start) {
  return (start < page_.vitals_start && previous_page_.root != 0 ? previous_page_ : page_).vitals;
}

// What a document paints first is that of its load, also after a navigation without an input.
Vitals& Tracer::document_vitals() {
  return (page_.vitals.how() == PageStart::kLoad ? page_ : previous_page_).vitals;
}

Transaction* Tracer::owner_of_entry(double at, double start, double end) {
  Page& page = page_at(start);
  if (!page.recorded) return nullptr;
  if (page.root == 0 || page.rootless || end < page.start) {
    drops_.add(Drop::kNoPage);
    return nullptr;
  }
  if (Transaction* transaction = open_transaction(page.root)) return transaction;
  return &follow_up_of(page, at, start);
}

void Tracer::entry(double at, const Entry& entry) {
  Vitals& vitals = vitals_at(entry.start);
  if (entry.kind == EntryKind::kHidden) return vitals.hidden(entry.start);
  if (entry.kind == EntryKind::kVisible) return show();
  if (entry.kind == EntryKind::kRestoredPaint) return vitals.restored_paint(entry.start);
  if (entry.kind == EntryKind::kPaint) document_vitals().paint(entry.name, entry.start);
  if (Transaction* transaction = owner_of_entry(at, entry.start, entry.start + entry.duration)) {
    add_entry_span(*transaction, core_handles_, entry);
  }
}

void Tracer::navigation_timing(double at, const NavigationTiming& timing) {
  if (Transaction* transaction =
          owner_of_entry(at, timing.start, std::max(timing.response_end, timing.activation_start))) {
    add_navigation_spans(*transaction, core_handles_, at, timing, options_);
  }
  document_vitals().first_byte(timing.response_start);
}

void Tracer::long_animation_frame(double at, const LongAnimationFrame& frame) {
  const double end = frame.start + frame.duration;
  Transaction* interaction = nullptr;
  // What a user waits for after an interaction are its frames.
  for (const auto& open : open_) {
    if (open->context.kind == TransactionKind::kInteraction && open->spans.root().start < end)
      interaction = open.get();
  }
  if (interaction) interaction->idle.release(end);
  Transaction* transaction = interaction ? interaction : owner_of_entry(at, frame.start, end);
  if (transaction) add_frame_span(*transaction, core_handles_, frame);
}

void Tracer::largest_contentful_paint(const LargestContentfulPaint& entry) {
  document_vitals().largest_contentful_paint(entry);
  // The page is not done while it still paints larger things.
  Transaction* root = open_transaction(page_.root);
  if (root && !entry.after_interaction) root->idle.activity(entry.start);
}

void Tracer::layout_shift(const LayoutShift& entry) { vitals_at(entry.start).layout_shift(entry); }

void Tracer::event_timing(const EventTiming& entry) {
  vitals_at(entry.start).event(entry);
  beats_.restart(entry.start);
  set_interaction_count(entry.start, entry.interaction_count);
}

void Tracer::set_interaction_count(double at, double count) {
  if (page_.vitals.interactions(count)) beats_.restart(at);
}

}  // namespace headwater
