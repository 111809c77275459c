#include "demo/collector/store/database.h"

#include <filesystem>
#include <system_error>

namespace headwater::collector {
namespace {

[[noreturn]] void fail(sqlite3* database) {
  const std::string text = std::string("sqlite: ") + sqlite3_errmsg(database);
  switch (sqlite3_errcode(database) & 0xff) {  // without the bits that tell kinds of one error apart
    case SQLITE_FULL:
      throw DatabaseFull(text);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      throw DatabaseBusy(text);
    default:
      throw std::runtime_error(text);
  }
}

}  // namespace

Database::Database(const std::string& file) {
  // A device or pipe would be opened, and fail later with a riddle.
  std::error_code ignored;
  const auto status = std::filesystem::status(file, ignored);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    throw std::runtime_error("it is no file");
  }
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  if (sqlite3_open_v2(file.c_str(), &database_, flags, nullptr) != SQLITE_OK) {
    const std::string why = database_ ? sqlite3_errmsg(database_) : "out of memory";
    sqlite3_close(database_);
    throw std::runtime_error(why);
  }
  // SQLite falls back to reading what it may not write, and keeps "" and ":memory:" in no file at all.
  const char* why = sqlite3_db_readonly(database_, "main") != 0       ? "it may not be written"
                    : *sqlite3_db_filename(database_, "main") == '\0' ? "it names no file"
                                                                      : nullptr;
  if (why) {
    sqlite3_close(database_);
    throw std::runtime_error(why);
  }
  sqlite3_busy_timeout(database_, 5000);
}

Database::~Database() { sqlite3_close(database_); }

void Database::run(const char* sql) {
  if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(database_);
}

void Database::check_place() {
  int moved = 0;
  sqlite3_file_control(database_, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (moved) {
    throw DatabaseBusy(std::string("the file ") + sqlite3_db_filename(database_, "main") +
                       " was removed or replaced while the collector runs: start it again");
  }
}

Statement::Statement(Database& database, const std::string& sql) : database_(database) {
  const int size = static_cast<int>(sql.size());
  if (sqlite3_prepare_v2(database.handle(), sql.data(), size, &statement_, nullptr) != SQLITE_OK) {
    fail(database.handle());
  }
}

Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::check(int result) const {
  if (result != SQLITE_OK) fail(database_.handle());
}

Statement& Statement::bind(std::string_view text) {
  check(sqlite3_bind_text64(statement_, ++bound_, text.data() ? text.data() : "", text.size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind(double number) {
  check(sqlite3_bind_double(statement_, ++bound_, number));
  return *this;
}

Statement& Statement::bind(std::int64_t number) {
  check(sqlite3_bind_int64(statement_, ++bound_, number));
  return *this;
}

Statement& Statement::bind_blob(std::string_view bytes) {
  check(sqlite3_bind_blob64(statement_, ++bound_, bytes.data() ? bytes.data() : "", bytes.size(),
                            SQLITE_TRANSIENT));
  return *this;
}

Statement& Statement::bind_null() {
  check(sqlite3_bind_null(statement_, ++bound_));
  return *this;
}

bool Statement::step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) fail(database_.handle());
  return false;
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

void Statement::reset() {
  check(sqlite3_reset(statement_));
  bound_ = 0;
}

std::string_view Statement::view(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes ? std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(size))
               : std::string_view();
}

std::string Statement::text(int column) const { return std::string(view(column)); }

std::optional<std::string_view> Statement::optional_view(int column) const {
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
  return view(column);
}

std::optional<std::string> Statement::optional_text(int column) const {
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
  return text(column);
}

double Statement::number(int column) const { return sqlite3_column_double(statement_, column); }

std::optional<double> Statement::optional_number(int column) const {
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
  return number(column);
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }

WriteTransaction::~WriteTransaction() {
  // A failed statement may have rolled back already; then this fails too, and there is nothing left to undo.
  if (open_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void WriteTransaction::commit() {
  database_.run("COMMIT");
  open_ = false;
}

}  // namespace headwater::collector
