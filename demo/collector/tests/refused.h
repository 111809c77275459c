#pragma once

#include <gtest/gtest.h>

#include <string>

#include "demo/collector/base/refusal.h"

namespace headwater::collector {

// What `action` is refused for: "<status> <detail>: <cause>…". Fails the test if it isn't.
template <typename Action>
std::string refused(Action action) {
  try {
    action();
  } catch (const Refusal& refusal) {
    std::string text = std::to_string(refusal.status) + " " + refusal.what();
    for (const std::string& cause : refusal.causes) text += ": " + cause;
    return text;
  }
  ADD_FAILURE() << "was not refused";
  return {};
}

}  // namespace headwater::collector
