// Naming, guessing and decoding through ICU and uchardet.
#include "core/corpus/encoding.h"

#include <uchardet.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>

#include "core/corpus/file_names.h"
#include "core/tokenizers/utf8.h"

namespace unmask {

namespace {

struct Alias {
  const char* given;  // compared as ICU does: without regard to case, "-", "_" and blanks
  const char* name;
};

// Where the WHATWG standard means another encoding than ICU by the same name, and everyday names.
constexpr std::array<Alias, 28> kAliases = {{{"latin1", "windows-1252"},
                                             {"l1", "windows-1252"},
                                             {"iso88591", "windows-1252"},
                                             {"ascii", "windows-1252"},
                                             {"usascii", "windows-1252"},
                                             {"ansi", "windows-1252"},
                                             {"cp1252", "windows-1252"},
                                             {"iso88599", "windows-1254"},
                                             {"latin5", "windows-1254"},
                                             {"iso885911", "windows-874"},
                                             {"tis620", "windows-874"},
                                             {"gb2312", "gb18030"},
                                             {"gbk", "gb18030"},
                                             {"cp936", "gb18030"},
                                             {"euckr", "windows-949"},
                                             {"uhc", "windows-949"},
                                             {"cp949", "windows-949"},
                                             {"ksc56011987", "windows-949"},
                                             {"sjis", "shift_jis"},
                                             {"shiftjis", "shift_jis"},
                                             {"cp932", "shift_jis"},
                                             {"windows31j", "shift_jis"},
                                             {"utf8", "utf-8"},
                                             {"utf16", "utf-16"},
                                             {"utf16le", "utf-16le"},
                                             {"utf16be", "utf-16be"},
                                             {"utf32le", "utf-32le"},
                                             {"utf32be", "utf-32be"}}};

std::string plain(const std::string& name) {
  std::string out;
  for (const char c : name)
    if (c != '-' && c != '_' && c != ' ')
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

const char* icuName(const std::string& name) {
  if (name == "shift_jis") return "windows-31j";
  if (name == "utf-16") return "UTF-16LE";  // marks are read before; without one
  return name.c_str();
}

bool isHigh(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

// What stands in English, French, German, ... text in windows-1252: letters and punctuation, not
// the symbols that other encodings' letters would show as.
bool isWesternByte(unsigned char byte) {
  if (byte >= 0xC0)
    return byte != 0xD0 && byte != 0xD7 && byte != 0xDE && byte != 0xF0 && byte != 0xF7 &&
           byte < 0xFE;
  constexpr std::string_view kPunctuation =
      "\x80\x84\x85\x8C\x91\x92\x93\x94\x95\x96\x97\x99\x9C\xA0\xA1\xA3\xA7\xA9\xAA\xAB\xAE\xB0"
      "\xB2\xB3\xB4\xB5\xB7\xBA\xBB\xBC\xBD\xBF";
  return kPunctuation.find(static_cast<char>(byte)) != std::string_view::npos;
}

bool isLatin(const std::string& plainName) {
  for (const char* latin : {"windows1252", "iso88591", "iso88592", "iso88593", "iso88594",
                            "iso88599", "iso885910", "iso885913", "iso885915", "iso885916",
                            "windows1250", "windows1254", "windows1257", "windows1258", "ibm852",
                            "maccentraleurope"})
    if (plainName == latin) return true;
  return false;
}

struct Match {
  std::string plainName;
  double confidence = 0;  // in [0, 1]
};

// The best first.
std::vector<Match> icuMatches(std::string_view bytes) {
  UErrorCode error = U_ZERO_ERROR;
  UCharsetDetector* const detector = ucsdet_open(&error);
  ucsdet_setText(detector, bytes.data(), static_cast<int32_t>(bytes.size()), &error);
  int32_t count = 0;
  const UCharsetMatch** const matches = ucsdet_detectAll(detector, &count, &error);
  std::vector<Match> found;
  for (int32_t i = 0; U_SUCCESS(error) && i < count; ++i)
    if (const auto called = encodingCalled(ucsdet_getName(matches[i], &error)))
      found.push_back({plain(*called), ucsdet_getConfidence(matches[i], &error) / 100.0});
  ucsdet_close(detector);
  return found;
}

double confidenceIn(const std::vector<Match>& matches, const std::string& plainName) {
  const auto found = std::ranges::find(matches, plainName, &Match::plainName);
  return found == matches.end() ? 0 : found->confidence;
}

// Between two letters the bytes of the four letters that Ukrainian has beside Russian's, where KOI8-R
// has pieces of frames.
bool isUkrainian(std::string_view bytes) {
  constexpr std::string_view kLetters = "\xA4\xA6\xA7\xAD\xB4\xB6\xB7\xBD";
  const auto isLetter = [](char c) { return static_cast<unsigned char>(c) >= 0xC0; };
  for (size_t i = 1; i + 1 < bytes.size(); ++i)
    if (kLetters.find(bytes[i]) != std::string_view::npos && isLetter(bytes[i - 1]) &&
        isLetter(bytes[i + 1]))
      return true;
  return false;
}

std::string uchardetGuess(std::string_view bytes) {
  const uchardet_t detector = uchardet_new();
  uchardet_handle_data(detector, bytes.data(), bytes.size());
  uchardet_data_end(detector);
  std::string name = uchardet_get_charset(detector);
  uchardet_delete(detector);
  return name;
}

}  // namespace

Result<std::string> encodingCalled(const std::string& name) {
  const std::string asked = plain(name);
  for (const Alias& alias : kAliases)
    if (asked == alias.given) return std::string(alias.name);
  UErrorCode error = U_ZERO_ERROR;
  // An empty name would be the system's own encoding, a comma begins options.
  UConverter* const converter = asked.empty() || name.find(',') != std::string::npos
                                    ? nullptr
                                    : ucnv_open(name.c_str(), &error);
  if (!converter || U_FAILURE(error))
    return failure(
        message(UNMASK_TEXT("core", "There is no encoding \"%1\"."), name),
        message(UNMASK_TEXT("core",
                            "There are: utf-8, utf-16, windows-1252, windows-1251, iso-8859-2, "
                            "koi8-r, shift_jis, gb18030, big5, euc-kr and more; or auto.")));
  const char* standard = nullptr;
  for (const char* authority : {"MIME", "IANA"}) {
    error = U_ZERO_ERROR;
    if (!standard) standard = ucnv_getStandardName(name.c_str(), authority, &error);
  }
  error = U_ZERO_ERROR;
  const std::string shown = lowerCase(standard ? standard : ucnv_getName(converter, &error));
  ucnv_close(converter);
  return shown;
}

const std::vector<std::string>& commonEncodings() {
  static const std::vector<std::string> names = {
      "auto",         "utf-8",        "utf-16",       "utf-16be",     "utf-32le",
      "windows-1252", "windows-1250", "windows-1251", "windows-1253", "windows-1254",
      "windows-1255", "windows-1256", "windows-1257", "windows-874",  "iso-8859-2",
      "iso-8859-5",   "iso-8859-7",   "iso-8859-15",  "koi8-r",       "koi8-u",
      "ibm866",       "macintosh",    "shift_jis",    "euc-jp",       "iso-2022-jp",
      "gb18030",      "big5",         "windows-949"};
  return names;
}

ByteOrderMark byteOrderMark(std::string_view beginning) {
  using namespace std::string_view_literals;
  if (beginning.starts_with("\xEF\xBB\xBF"sv)) return {"utf-8", 3};
  if (beginning.starts_with("\xFF\xFE\0\0"sv)) return {"utf-32le", 4};
  if (beginning.starts_with("\0\0\xFE\xFF"sv)) return {"utf-32be", 4};
  if (beginning.starts_with("\xFF\xFE"sv)) return {"utf-16le", 2};
  if (beginning.starts_with("\xFE\xFF"sv)) return {"utf-16be", 2};
  return {nullptr, 0};
}

std::optional<EncodingFound> wideEncoding(std::string_view beginning) {
  constexpr size_t kLook = 4096, kLeast = 8;
  const std::string_view head = beginning.substr(0, std::min(kLook, beginning.size() / 4 * 4));
  if (head.size() < kLeast) return {};
  std::array<size_t, 4> zeros{};  // by position in groups of four
  for (size_t i = 0; i < head.size(); ++i) zeros[i % 4] += head[i] == '\0';
  const size_t groups = head.size() / 4;
  const auto most = [&](size_t i) { return zeros[i] * 10 >= groups * 7; };
  const auto few = [&](size_t i) { return zeros[i] * 10 <= groups; };
  const char* name = nullptr;
  if (few(0) && most(1) && most(2) && zeros[3] == groups) name = "utf-32le";
  if (few(3) && most(2) && most(1) && zeros[0] == groups) name = "utf-32be";
  if (few(0) && few(2) && most(1) && most(3)) name = "utf-16le";
  if (few(1) && few(3) && most(0) && most(2)) name = "utf-16be";
  if (!name) return {};
  auto converter = Converter::open(name);
  std::string text;
  std::vector<Converter::Wrong> wrong;
  if (converter) converter->decode(head, false, text, wrong);
  const auto isControl = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
  };
  if (!converter || !wrong.empty() || std::any_of(text.begin(), text.end(), isControl)) return {};
  return EncodingFound{name, "guessed", 0.95};
}

// Whether these bytes are the same text in both; the names are those of encodingCalled().
bool isSameText(std::string_view bytes, const std::string& one, const std::string& other) {
  std::string texts[2];
  std::vector<Converter::Wrong> wrong;
  for (size_t i = 0; i < 2; ++i) {
    auto converter = Converter::open(i == 0 ? one : other);
    if (!converter) return false;
    converter->decode(bytes, true, texts[i], wrong);
  }
  return wrong.empty() && texts[0] == texts[1];
}

std::optional<EncodingFound> legacyEncoding(std::string_view bytes) {
  constexpr size_t kLook = size_t{1} << 18, kFew = 16;
  constexpr double kSeconded = 0.35, kSecondedOld = 0.2;  // DOS, the old Macintosh
  // Long plain stretches tell nothing: begin a little before the first byte that does.
  const auto first = std::find_if(bytes.begin(), bytes.end(), isHigh);
  bytes.remove_prefix(std::max<std::ptrdiff_t>(0, first - bytes.begin() - 1024));
  bytes = bytes.substr(0, kLook);

  size_t high = 0, utf8 = 0, utf8Bytes = 0, damaged = 0, lone = 0, western = 0;
  for (size_t i = 0; i < bytes.size();) {
    if (!isHigh(bytes[i])) {
      ++i;
      continue;
    }
    const CodePoint c = decodeOne(bytes.data() + i, bytes.data() + bytes.size());
    const auto lead = static_cast<unsigned char>(bytes[i]);
    const bool continued = i + 1 < bytes.size() && continuesCharacter(bytes[i + 1]);
    utf8 += c.kind == Utf8::valid;
    if (c.kind == Utf8::valid) utf8Bytes += c.length;
    damaged += c.kind != Utf8::valid && lead >= 0xC0 && continued;
    lone += c.kind != Utf8::valid && !(lead >= 0xC0 && continued) && !continuesCharacter(bytes[i]);
    for (uint32_t k = 0; k < c.length; ++k)
      western += isWesternByte(static_cast<unsigned char>(bytes[i + k]));
    high += c.length;
    i += c.length;
  }
  if (high == 0) return {};
  const bool latinLooks = western * 20 >= high * 19;
  // UTF-8 with some wrong bytes: chance makes few valid.
  if (utf8 > damaged + lone && utf8Bytes * 2 > high) return {};
  if (damaged + utf8 > lone && high <= kFew && !latinLooks) return {};

  const std::string guess = uchardetGuess(bytes);
  if (guess.empty()) {
    if (latinLooks && high <= kFew) return EncodingFound{"windows-1252", "guessed", 0.4};
    return {};
  }
  auto name = encodingCalled(guess);
  const bool latin = isLatin(plain(guess)) || (name && isLatin(plain(*name)));
  if ((!name && !latin) || (name && plain(*name) == "utf8")) return {};
  if (latin && high <= kFew) {
    // Too little to tell Latin alphabets apart by: the most widespread, where it makes sense.
    if (!latinLooks) return {};
    return EncodingFound{"windows-1252", "guessed", 0.5};
  }
  const std::vector<Match> matches = icuMatches(bytes);
  // Of Latin alphabets the most widespread, where they make the same text of it, or where it makes
  // sense and the second opinion is for it.
  const bool old = plain(guess) == "ibm852" || plain(guess) == "maccentraleurope";
  const bool seconded = latinLooks && !matches.empty() &&
                        matches.front().plainName == "windows1252" &&
                        matches.front().confidence >= (old ? kSecondedOld : kSeconded);
  if (latin && (seconded || (name && isSameText(bytes, *name, "windows-1252"))))
    name = "windows-1252";
  if (!name) return {};
  if (*name == "koi8-r" && isUkrainian(bytes)) name = "koi8-u";
  const double known = confidenceIn(matches, plain(*name));
  const double amount = std::min(1.0, 0.3 + static_cast<double>(high) / 200);
  return EncodingFound{*name, "guessed", std::min(0.95, std::max(known, 0.25 + amount / 3))};
}

void Converter::Close::operator()(UConverter* converter) const {
  ucnv_close(converter);
}

Result<Converter> Converter::open(const std::string& encoding) {
  UErrorCode error = U_ZERO_ERROR;
  UConverter* const converter = ucnv_open(icuName(encoding), &error);
  if (U_FAILURE(error))
    return failure(message(UNMASK_TEXT("core", "There is no encoding \"%1\"."), encoding));
  ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  return Converter(converter);
}

void Converter::decode(std::string_view bytes, bool last, std::string& out,
                       std::vector<Wrong>& wrong) {
  constexpr size_t kUnits = 8192;
  std::array<UChar, kUnits> units;
  std::array<char, 3 * kUnits> utf8;
  const char* from = bytes.data();
  const char* const end = from + bytes.size();
  UChar* to = units.data();
  while (true) {
    UErrorCode error = U_ZERO_ERROR;
    ucnv_toUnicode(converter_.get(), &to, units.data() + kUnits, &from, end, nullptr, last, &error);
    int32_t size = 0;
    UErrorCode ignored = U_ZERO_ERROR;
    // The first half of a surrogate pair waits for the second.
    const bool halved = error == U_BUFFER_OVERFLOW_ERROR && U16_IS_LEAD(to[-1]);
    if (halved) --to;
    u_strToUTF8WithSub(utf8.data(), static_cast<int32_t>(utf8.size()), &size, units.data(),
                       static_cast<int32_t>(to - units.data()), 0xFFFD, nullptr, &ignored);
    out.append(utf8.data(), static_cast<size_t>(size));
    if (halved) units[0] = *to;
    to = units.data() + (halved ? 1 : 0);
    if (error == U_BUFFER_OVERFLOW_ERROR) continue;
    if (U_SUCCESS(error)) return;
    std::array<char, 32> bad;
    auto count = static_cast<int8_t>(bad.size());
    ucnv_getInvalidChars(converter_.get(), bad.data(), &count, &ignored);
    const uint64_t length = std::max<int>(1, count);
    wrong.push_back({static_cast<uint64_t>(from - bytes.data()) - length, length});
    out += "\uFFFD";
    if (error == U_TRUNCATED_CHAR_FOUND) return;
  }
}

}  // namespace unmask
