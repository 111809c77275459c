#pragma once

#include "src/page/entry_spans.h"
#include "src/record/drops.h"
#include "src/record/options.h"
#include "src/record/scope.h"
#include "src/text/timestamp.h"

namespace headwater {

// What the parts of the tracer have in common.
struct Shared {
  bool configured = false;
  Options options;
  Clocks clocks;  // of the latest batch or tick: by which what follows is anchored and checked for sleep
  Scope scope;
  Drops drops;
  CoreHandles handles;
  double hidden_since = kNever;  // kNever while the document is visible
};

}  // namespace headwater
