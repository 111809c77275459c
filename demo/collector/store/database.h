#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace headwater::collector {

// A failure that may pass: the disk is full or can't be written, memory is short, another process holds the
// file.
class DatabaseBusy : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// No room for another page: the disk is full, or the file as large as it may become.
class DatabaseFull : public DatabaseBusy {
 public:
  using DatabaseBusy::DatabaseBusy;
};

// A connection to an SQLite file and its prepared statements. Every failure throws std::runtime_error with
// SQLite's own message, DatabaseBusy where it may pass. Neither is safe to use from two threads at a time.
class Database {
 public:
  // Opens the file for reading and writing, creating it if it isn't there. Waits up to 5 s for another
  // process that holds a lock.
  explicit Database(const std::string& file);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs statements that take no values and give no rows.
  void run(const char* sql);
  // Throws DatabaseBusy when the file is no longer where it was: what is written to it would be lost.
  void check_place();
  sqlite3* handle() const { return database_; }

 private:
  sqlite3* database_ = nullptr;
};

// A prepared statement. Parameters are bound in order from the first; texts are copied.
class Statement {
 public:
  Statement(Database& database, const std::string& sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(std::string_view text);
  Statement& bind(const char* text) { return bind(std::string_view(text)); }
  Statement& bind(double number);
  Statement& bind(std::int64_t number);
  Statement& bind_blob(std::string_view bytes);
  Statement& bind_null();
  template <typename Value>
  Statement& bind(const std::optional<Value>& value) {
    return value ? bind(*value) : bind_null();
  }

  // Goes to the next row; false: there is none.
  bool step();
  // Makes it ready to be bound and run again.
  void reset();
  // Steps to the end, and resets it.
  void run();

  // Columns of the current row, from 0.
  std::string text(int column) const;
  std::optional<std::string> optional_text(int column) const;
  // The same without a copy, valid until the next step.
  std::string_view view(int column) const;
  std::optional<std::string_view> optional_view(int column) const;
  double number(int column) const;
  std::optional<double> optional_number(int column) const;
  std::int64_t integer(int column) const;

 private:
  void check(int result) const;

  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
};

// Everything between its construction and commit() happens, or nothing: also when the process is killed.
class WriteTransaction {
 public:
  explicit WriteTransaction(Database& database) : database_(database) { database_.run("BEGIN IMMEDIATE"); }
  ~WriteTransaction();
  WriteTransaction(const WriteTransaction&) = delete;
  WriteTransaction& operator=(const WriteTransaction&) = delete;

  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace headwater::collector
