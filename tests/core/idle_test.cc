#include "src/record/idle.h"

#include <gtest/gtest.h>

namespace headwater {
namespace {

const Options kDefaults;

void expect_deadline(const Idle& idle, double time, FinishReason reason) {
  EXPECT_EQ(idle.deadline(kDefaults).time, time);
  EXPECT_EQ(idle.deadline(kDefaults).reason, reason);
}

TEST(Idle, EndsAfterBeingQuiet) { expect_deadline(Idle(100, false), 1100, FinishReason::kIdleTimeout); }

TEST(Idle, IsHeldUntilReleased) {
  Idle idle(0, true);
  expect_deadline(idle, 30000, FinishReason::kFinalTimeout);
  idle.child_started(10);
  idle.child_ended(20);
  expect_deadline(idle, 30000, FinishReason::kFinalTimeout);
  idle.release(500);
  expect_deadline(idle, 1500, FinishReason::kIdleTimeout);
}

TEST(Idle, OnlyTheFirstReleaseCounts) {
  Idle idle(0, true);
  idle.release(500);
  idle.release(900);
  EXPECT_EQ(idle.last_activity(), 500);
  Idle never_held(0, false);
  never_held.release(900);
  EXPECT_EQ(never_held.last_activity(), 0);
}

TEST(Idle, WaitsForEachOpenChild) {
  Idle idle(0, false);
  idle.child_started(100);
  idle.child_started(200);
  expect_deadline(idle, 15200, FinishReason::kHeartbeatFailed);
  idle.child_ended(300);
  expect_deadline(idle, 15200, FinishReason::kHeartbeatFailed);
  idle.child_ended(400);
  expect_deadline(idle, 1400, FinishReason::kIdleTimeout);
}

TEST(Idle, AnActivityProlongsButClosesNoChild) {
  Idle idle(0, false);
  idle.activity(700);
  expect_deadline(idle, 1700, FinishReason::kIdleTimeout);
  idle.child_started(800);
  idle.activity(900);
  expect_deadline(idle, 15800, FinishReason::kHeartbeatFailed);
}

TEST(Idle, WhatIsHeldWorks) {
  Idle idle(0, false);
  EXPECT_EQ(idle.worked_until(500), 0);
  idle.hold(100, true);
  idle.hold(200, true);
  idle.hold(300, false);
  EXPECT_EQ(idle.worked_until(500), 500);
  idle.hold(700, false);
  EXPECT_EQ(idle.worked_until(900), 700);
}

TEST(Idle, AReleasedChildHoldsNothingAndIsNoActivity) {
  Idle idle(0, false);
  idle.child_started(100);
  idle.child_started(200);
  idle.child_ended(300);
  idle.child_released(500);
  expect_deadline(idle, 1300, FinishReason::kIdleTimeout);
  EXPECT_EQ(idle.last_activity(), 300);
}

// The past cannot be ended in.
TEST(Idle, EndsNoEarlierThanTheReleaseOfItsLastChild) {
  Idle idle(0, false);
  idle.child_started(100);
  idle.child_released(5100);
  expect_deadline(idle, 5100, FinishReason::kIdleTimeout);
}

TEST(Idle, EarlierActivityChangesNothing) {
  Idle idle(0, false);
  idle.activity(700);
  idle.activity(300);
  idle.child_ended(100);
  expect_deadline(idle, 1700, FinishReason::kIdleTimeout);
}

// Else a page that was long in loading would end before the moment it became interactive.
TEST(Idle, OpenChildrenHaveTheirFullTimeFromTheRelease) {
  Idle idle(0, true);
  idle.child_started(100);
  idle.release(14000);
  expect_deadline(idle, 29000, FinishReason::kHeartbeatFailed);
}

TEST(Idle, NeverOutlastsTheFinalTimeout) {
  Idle idle(100, false);
  idle.child_started(29000);
  expect_deadline(idle, 30100, FinishReason::kFinalTimeout);
  idle.child_ended(30000);
  expect_deadline(idle, 30100, FinishReason::kFinalTimeout);
}

TEST(Idle, TakesItsLimitsFromTheOptions) {
  Options options;
  options.idle_timeout = 5;
  options.child_span_timeout = 50;
  options.final_timeout = 500;
  Idle idle(0, false);
  EXPECT_EQ(idle.deadline(options).time, 5);
  idle.child_started(1);
  EXPECT_EQ(idle.deadline(options).time, 51);
  idle.child_started(490);
  EXPECT_EQ(idle.deadline(options).time, 500);
}

TEST(Idle, ReasonsHaveTheWordsOfTheWire) {
  EXPECT_EQ(name(FinishReason::kIdleTimeout), "idleTimeout");
  EXPECT_EQ(name(FinishReason::kFinalTimeout), "finalTimeout");
  EXPECT_EQ(name(FinishReason::kHeartbeatFailed), "heartbeatFailed");
  EXPECT_EQ(name(FinishReason::kExternalFinish), "externalFinish");
  EXPECT_EQ(name(FinishReason::kNavigation), "cancelled");
  EXPECT_EQ(name(FinishReason::kDocumentHidden), "documentHidden");
}

}  // namespace
}  // namespace headwater
