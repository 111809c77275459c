#include "src/record/status.h"

#include <gtest/gtest.h>

namespace headwater {
namespace {

TEST(Status, EveryNameParsesToItsStatus) {
  for (int i = 1; i <= static_cast<int>(Status::kUnauthenticated); ++i) {
    const Status status = static_cast<Status>(i);
    EXPECT_FALSE(name(status).empty()) << i;
    EXPECT_EQ(parse_status(name(status)), status) << name(status);
  }
}

TEST(Status, NamesAreThoseThatReceiversParse) {
  EXPECT_EQ(name(Status::kUnset), "");
  EXPECT_EQ(name(Status::kOk), "ok");
  EXPECT_EQ(name(Status::kCancelled), "cancelled");
  EXPECT_EQ(name(Status::kUnknownError), "unknown_error");
  EXPECT_EQ(name(Status::kDeadlineExceeded), "deadline_exceeded");
  EXPECT_EQ(name(Status::kInternalError), "internal_error");
  EXPECT_EQ(name(Status::kDataLoss), "data_loss");
  EXPECT_EQ(name(Status::kUnauthenticated), "unauthenticated");
}

TEST(Status, OldAndBareWordsAreUnderstood) {
  EXPECT_EQ(parse_status("success"), Status::kOk);
  EXPECT_EQ(parse_status("failure"), Status::kInternalError);
  EXPECT_EQ(parse_status("error"), Status::kInternalError);
  EXPECT_EQ(parse_status("unknown"), Status::kUnknownError);
}

TEST(Status, OtherWordsAreNone) {
  for (const char* word : {"", "OK", "ok ", "canceled", "failed", "200", "splendid"}) {
    EXPECT_EQ(parse_status(word), std::nullopt) << word;
  }
}

TEST(Status, FollowsTheHttpCode) {
  const std::pair<int, Status> expected[] = {
      {100, Status::kOk},
      {200, Status::kOk},
      {304, Status::kOk},
      {399, Status::kOk},
      {400, Status::kInvalidArgument},
      {401, Status::kUnauthenticated},
      {403, Status::kPermissionDenied},
      {404, Status::kNotFound},
      {409, Status::kAlreadyExists},
      {413, Status::kFailedPrecondition},
      {418, Status::kInvalidArgument},
      {429, Status::kResourceExhausted},
      {499, Status::kCancelled},
      {500, Status::kInternalError},
      {501, Status::kUnimplemented},
      {502, Status::kInternalError},
      {503, Status::kUnavailable},
      {504, Status::kDeadlineExceeded},
      {599, Status::kInternalError},
  };
  for (const auto& [code, status] : expected) EXPECT_EQ(status_of_http(code), status) << code;
}

TEST(Status, NoAnswerIsAnInternalError) {
  for (int code : {0, -1, 99, 600, 65535}) EXPECT_EQ(status_of_http(code), Status::kInternalError) << code;
}

}  // namespace
}  // namespace headwater
