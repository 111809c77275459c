#pragma once

#include <string_view>

#include "src/page/entry_spans.h"

// Written by `npm run commands` from wasm/commands.md, which says what each number and string means.
// clang-format off
namespace headwater {

// The members of an entry, in the order of its numbers behind `t` and of its strings.
inline constexpr double ResourceTiming::*const kResourceTimingNumbers[] = {
    &ResourceTiming::start,
    &ResourceTiming::duration,
    &ResourceTiming::redirect_start,
    &ResourceTiming::redirect_end,
    &ResourceTiming::worker_start,
    &ResourceTiming::fetch_start,
    &ResourceTiming::domain_lookup_start,
    &ResourceTiming::domain_lookup_end,
    &ResourceTiming::connect_start,
    &ResourceTiming::secure_connection_start,
    &ResourceTiming::connect_end,
    &ResourceTiming::request_start,
    &ResourceTiming::response_start,
    &ResourceTiming::response_end,
    &ResourceTiming::transfer_size,
    &ResourceTiming::encoded_body_size,
    &ResourceTiming::decoded_body_size,
    &ResourceTiming::response_status,
};
inline constexpr std::string_view ResourceTiming::*const kResourceTimingStrings[] = {
    &ResourceTiming::url,
    &ResourceTiming::initiator_type,
    &ResourceTiming::protocol,
    &ResourceTiming::render_blocking,
    &ResourceTiming::delivery_type,
    &ResourceTiming::server_timing,
};
inline constexpr double NavigationTiming::*const kNavigationTimingNumbers[] = {
    &NavigationTiming::start,
    &NavigationTiming::unload_event_start,
    &NavigationTiming::unload_event_end,
    &NavigationTiming::redirect_start,
    &NavigationTiming::redirect_end,
    &NavigationTiming::fetch_start,
    &NavigationTiming::domain_lookup_start,
    &NavigationTiming::domain_lookup_end,
    &NavigationTiming::connect_start,
    &NavigationTiming::secure_connection_start,
    &NavigationTiming::connect_end,
    &NavigationTiming::request_start,
    &NavigationTiming::response_start,
    &NavigationTiming::response_end,
    &NavigationTiming::dom_content_loaded_event_start,
    &NavigationTiming::dom_content_loaded_event_end,
    &NavigationTiming::transfer_size,
    &NavigationTiming::encoded_body_size,
    &NavigationTiming::decoded_body_size,
    &NavigationTiming::response_status,
    &NavigationTiming::redirect_count,
    &NavigationTiming::activation_start,
};
inline constexpr std::string_view NavigationTiming::*const kNavigationTimingStrings[] = {
    &NavigationTiming::url,
    &NavigationTiming::protocol,
    &NavigationTiming::delivery_type,
    &NavigationTiming::type,
    &NavigationTiming::server_timing,
};
inline constexpr double LongAnimationFrame::*const kLongAnimationFrameNumbers[] = {
    &LongAnimationFrame::start,
    &LongAnimationFrame::duration,
    &LongAnimationFrame::blocking_duration,
    &LongAnimationFrame::render_start,
    &LongAnimationFrame::style_and_layout_start,
    &LongAnimationFrame::first_ui_event_timestamp,
    &LongAnimationFrame::script_start,
    &LongAnimationFrame::script_duration,
    &LongAnimationFrame::script_forced_style_and_layout_duration,
    &LongAnimationFrame::script_char_position,
};
inline constexpr std::string_view LongAnimationFrame::*const kLongAnimationFrameStrings[] = {
    &LongAnimationFrame::invoker,
    &LongAnimationFrame::invoker_type,
    &LongAnimationFrame::source_url,
    &LongAnimationFrame::source_function_name,
};

}  // namespace headwater
