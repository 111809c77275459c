#pragma once

#include <string_view>

// Written by `npm run commands` from wasm/commands.md, which says what each number and string means.
// clang-format off
namespace headwater::testing {

// A command and what its numbers and strings are called, separated by spaces; in the order of kCommandShapes.
struct CommandNames {
  std::string_view name, numbers, strings;
};

inline constexpr CommandNames kCommandNames[] = {
    {"configure", "seed_high seed_low random_high random_low idle_timeout final_timeout child_span_timeout max_transaction_duration", "version dsn page_origin user_agent referrer release environment"},
    {"scope_tag", "t present", "key value"},
    {"scope_value", "t section present", "key json"},
    {"transaction", "t handle kind start epoch", "trace_id parent_span_id name source op origin url dsc"},
    {"span", "t handle root parent start", "op description origin"},
    {"finish", "t handle end", ""},
    {"tag", "handle", "key value"},
    {"data", "handle", "key json"},
    {"status", "handle", "status"},
    {"http_status", "handle code", ""},
    {"name", "handle", "name source"},
    {"request", "t handle root parent type", "method url"},
    {"response", "t handle code outcome", ""},
    {"interactive", "t", ""},
    {"hide", "t room", ""},
    {"flush", "t", ""},
    {"entry", "t kind start duration", "name"},
    {"resource", "t start duration redirect_start redirect_end worker_start fetch_start domain_lookup_start domain_lookup_end connect_start secure_connection_start connect_end request_start response_start response_end transfer_size encoded_body_size decoded_body_size response_status", "url initiator_type protocol render_blocking delivery_type server_timing"},
    {"navigation_timing", "t start unload_event_start unload_event_end redirect_start redirect_end fetch_start domain_lookup_start domain_lookup_end connect_start secure_connection_start connect_end request_start response_start response_end dom_content_loaded_event_start dom_content_loaded_event_end transfer_size encoded_body_size decoded_body_size response_status redirect_count activation_start", "url protocol delivery_type type server_timing"},
    {"measurement", "handle value", "name unit"},
    {"refused", "count", ""},
    {"rules", "min_span_duration late_vitals max_spans", "name_rules query_keys server_timing_descriptions"},
    {"link", "handle", "trace type"},
    {"hold", "t handle change", ""},
    {"error", "t", ""},
    {"redirect", "t handle root", "url"},
    {"long_animation_frame", "t start duration blocking_duration render_start style_and_layout_start first_ui_event_timestamp script_start script_duration script_forced_style_and_layout_duration script_char_position", "invoker invoker_type source_url source_function_name"},
    {"largest_contentful_paint", "t start render_time load_time size interaction", "element id url"},
    {"layout_shift", "t value had_recent_input", "sources"},
    {"event_timing", "t start duration processing_start processing_end interaction_id interaction_count first_input", "type target"},
    {"interactions", "t count", ""},
    {"root_sent", "t handle", ""},
    {"answer", "t number outcome status retry_after", "rate_limits"},
    {"online", "t online", ""},
    {"hold_back", "t until", ""},
    {"stay", "t", ""},
    {"address", "t handle changed", "url name source"},
    {"named", "handle", ""},
    {"spans_refused", "t root count", ""},
    {"service", "", ""},
    {"trap", "", ""},
};

}  // namespace headwater::testing
