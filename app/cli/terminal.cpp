// Writes lines, JSON objects and the live progress line.
#include "app/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <QCoreApplication>
#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/message_value.h"
#include "core/base/numbers.h"

namespace unmask {

namespace {

constexpr auto kBetweenPlainLines = std::chrono::seconds(3);

int columnsOf(int descriptor) {
  winsize size{};
  return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

bool startsCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

}  // namespace

Terminal::Terminal(bool json)
    : json_(json), live_(::isatty(STDERR_FILENO) == 1), columns_(columnsOf(STDOUT_FILENO)) {}

Terminal::~Terminal() {
  endProgress();
}

void Terminal::line(const Message& message) {
  text(words(message));
}

void Terminal::text(const std::string& line) {
  if (json_) return;
  endProgress();
  output_.write(line + "\n");
}

void Terminal::raw(std::string_view text) {
  output_.write(text);
}

void Terminal::object(const nlohmann::json& object) {
  if (!json_) return;
  output_.write(object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

void Terminal::note(const Message& message) {
  if (json_) return;
  endProgress();
  std::cerr << words(message) << std::endl;
}

void Terminal::progress(const std::string& line) {
  if (json_) return;
  if (live_) {
    const auto columns = static_cast<size_t>(columnsOf(STDERR_FILENO)) - 1;
    std::cerr << "\r\033[K" << oneLine(line, columns) << std::flush;
    open_ = true;
    return;
  }
  const auto now = std::chrono::steady_clock::now();
  if (now - printed_ < kBetweenPlainLines) return;
  printed_ = now;
  std::cerr << line << std::endl;
}

void Terminal::endProgress() {
  if (!open_) return;
  std::cerr << std::endl;
  open_ = false;
}

int Terminal::failed(const Error& error) {
  endProgress();
  std::cerr << "unmask-cli: " << words(error) << std::endl;
  return exitFailed;
}

int Terminal::wrongUse(const Error& error) {
  failed(error);
  return exitWrongUse;
}

int Terminal::ended(const Status& status) {
  return status ? int(exitDone) : failed(status.error());
}

int Terminal::closed(int code) {
  endProgress();
  const Status written = output_.close();
  return written || code != exitDone ? code : failed(written.error());
}

std::string words(const std::string& value) {
  return said(value, [](const std::string& pattern) {
    return QCoreApplication::translate("core", pattern.c_str()).toStdString();
  });
}

std::string words(const Message& message) {
  return words(asValue(message));
}

std::string words(const Error& error) {
  return words(error.what) + (error.advice.empty() ? "" : " " + words(error.advice));
}

nlohmann::json jsonNumber(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return value;
}

std::string readableBytes(uint64_t bytes) {
  constexpr const char* kUnits[] = {"bytes", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  size_t unit = 0;
  while (value >= 1000 && unit < 4) {
    value /= 1000;
    ++unit;
  }
  return withDecimals(value, unit && value < 100 ? 1 : 0) + " " + kUnits[unit];
}

std::string readableDuration(double seconds) {
  const auto whole = static_cast<int64_t>(std::max(0., std::round(seconds)));
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + std::to_string(whole / 60 % 60) + " min";
}

std::string withSeparators(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string counted(uint64_t number, const char* one, const char* many) {
  return asValue(message(number == 1 ? one : many, withSeparators(number)));
}

std::string oneLine(const std::string& utf8, size_t columns) {
  std::string line;
  for (const char c : utf8) {
    if (c == '\n')
      line += "⏎";
    else if (c == '\t')
      line += "⇥";
    else if (static_cast<unsigned char>(c) < 32 || c == 127)
      line += "·";
    else
      line += c;
  }
  if (displayWidth(line) <= columns) return line;
  size_t width = 0, end = 0;
  while (end < line.size() && (!startsCharacter(line[end]) || ++width < columns)) ++end;
  return line.substr(0, end) + "…";
}

size_t displayWidth(const std::string& utf8) {
  size_t width = 0;
  for (const char byte : utf8) width += startsCharacter(byte);
  return width;
}

}  // namespace unmask
