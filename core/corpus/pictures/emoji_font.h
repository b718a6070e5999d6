// The pictures inside a colour font: which glyph a sequence of characters is (cmap, and the
// ligatures of GSUB), and its PNG (CBLC, CBDT).
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace unmask {

class EmojiFont {
 public:
  // Refuses files over 64 MiB and fonts without colour bitmaps.
  static Result<EmojiFont> open(const std::filesystem::path&);
  EmojiFont(EmojiFont&&) noexcept;
  ~EmojiFont();

  // The PNG of one emoji in UTF-8, within the font's bytes; nothing where the font has no single
  // glyph for it. Thread-safe.
  std::optional<std::string_view> png(std::string_view emoji) const;

 private:
  struct State;
  explicit EmojiFont(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace unmask
