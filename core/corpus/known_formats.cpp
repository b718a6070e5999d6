// The table of marks, and the few formats that need more than a mark.
#include "core/corpus/known_formats.h"

#include <algorithm>
#include <cstdint>

#include "core/base/message_value.h"
#include "core/corpus/byte_source.h"

namespace unmask {

namespace {

using namespace std::string_view_literals;

// Ways out.
constexpr const char* kUnpack =
    UNMASK_TEXT("core", "%1: unpack it and import what is inside.");
constexpr const char* kSaveTable =
    UNMASK_TEXT("core", "%1: save it as CSV or JSON Lines and import that.");
constexpr const char* kSaveText =
    UNMASK_TEXT("core", "%1: save its text as .txt and import that.");
constexpr const char* kSaveArrays =
    UNMASK_TEXT("core", "%1: save its arrays as .npy or .npz and import that.");
constexpr const char* kSavePicture = UNMASK_TEXT(
    "core", "%1: PNG, JPEG, WebP, BMP and GIF are read; save it as one of these.");
constexpr const char* kAlone =
    UNMASK_TEXT("core", "%1: pictures are imported on their own, not with texts.");
constexpr const char* kPickle = UNMASK_TEXT(
    "core",
    "%1, which can run programs when it is opened: save its arrays as .npy or .npz; of CIFAR take "
    "the binary version.");
constexpr const char* kWeights =
    UNMASK_TEXT("core", "%1: these are weights of a model; texts and pictures are imported.");
constexpr const char* kRunLog =
    UNMASK_TEXT("core", "%1: records of a training run; texts and pictures are imported.");
constexpr const char* kFrames =
    UNMASK_TEXT("core", "%1: save single pictures of it as PNG and import these.");
constexpr const char* kNeither = UNMASK_TEXT("core", "%1: texts and pictures are imported.");
constexpr const char* kFetch = UNMASK_TEXT(
    "core", "%1 stands here instead of the file: fetch it with 'git lfs pull' and import that.");

uint64_t little(std::string_view b, size_t at, size_t bytes) {
  uint64_t n = 0;
  for (size_t i = bytes; i-- > 0;) n = n << 8 | static_cast<uint8_t>(b[at + i]);
  return n;
}

bool contains(std::string_view bytes, std::string_view part) {
  return bytes.find(part) != std::string_view::npos;
}

bool always(std::string_view) {
  return true;
}
// Words may begin as a mark does; text has none of these bytes.
bool hasControls(std::string_view b) {
  return std::any_of(b.begin(), b.begin() + std::min<ptrdiff_t>(64, std::ssize(b)), [](char c) {
    const auto byte = static_cast<uint8_t>(c);
    return byte < 32 && !(byte >= 8 && byte <= 13) && byte != 27;
  });
}
bool isPdf(std::string_view b) {
  return b.size() > 5 && b[5] >= '0' && b[5] <= '9';
}

// Of a ZIP file, the name of the first thing in it.
std::string_view firstInZip(std::string_view b) {
  if (b.size() < 30) return {};
  return b.substr(30, little(b, 26, 2));
}
bool isOpenDocument(std::string_view b) {
  return firstInZip(b) == "mimetype" && contains(b.substr(0, 200), "opendocument");
}
bool isEpub(std::string_view b) {
  return firstInZip(b) == "mimetype" && contains(b.substr(0, 200), "epub");
}
bool isOffice(std::string_view b) {
  const std::string_view first = firstInZip(b);
  return first == "[Content_Types].xml" || first.starts_with("_rels/") ||
         first.starts_with("docProps/") || first.starts_with("word/") || first.starts_with("xl/") ||
         first.starts_with("ppt/");
}
bool isWord(std::string_view b) {
  return isOffice(b) && contains(b, "word/");
}
bool isSheet(std::string_view b) {
  return isOffice(b) && contains(b, "xl/");
}
bool isNpz(std::string_view b) {
  return firstInZip(b).ends_with(".npy");
}
bool isTorch(std::string_view b) {
  return firstInZip(b).ends_with("/data.pkl") || firstInZip(b).ends_with("/version") ||
         firstInZip(b).ends_with("/.format_version");
}

bool isPickle(std::string_view b) {  // protocols 2 to 5
  return b.size() > 2 && b[1] >= 2 && b[1] <= 5;
}
bool isTorchPickle(std::string_view b) {  // the format of PyTorch before 1.6
  return isPickle(b) && contains(b.substr(0, 16), "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"sv);
}
bool isOldPickle(std::string_view b) {  // protocol 0, in letters
  const size_t line = b.find('\n');
  return line != std::string_view::npos && line > 3 && line < 12 &&
         std::all_of(b.begin() + 3, b.begin() + static_cast<ptrdiff_t>(line),
                     [](char c) { return c >= '0' && c <= '9'; });
}
bool isSafetensors(std::string_view b) {
  return b.size() > 10 && little(b, 0, 8) >= 2 && little(b, 0, 8) < (uint64_t{100} << 20) &&
         b[8] == '{' && (b[9] == '"' || b[9] == '}');
}

// TensorFlow's records: a length with its own checksum, a CRC-32C turned and moved.
uint32_t maskedCrc(std::string_view bytes) {
  uint32_t crc = UINT32_MAX;
  for (const char c : bytes) {
    crc ^= static_cast<uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78U : 0U);
  }
  crc = ~crc;
  return (crc >> 15 | crc << 17) + 0xa282ead8U;
}
bool isTfRecord(std::string_view b) {
  return b.size() >= 12 && little(b, 8, 4) == maskedCrc(b.substr(0, 8));
}
bool isEvents(std::string_view b) {
  return isTfRecord(b) && contains(b.substr(0, 64), "brain.Event:");
}

std::string_view brandOf(std::string_view b) {  // of ISO's base media files
  return b.size() >= 12 && b.substr(4, 4) == "ftyp" ? b.substr(8, 4) : std::string_view();
}
bool isAvif(std::string_view b) {
  return brandOf(b) == "avif" || brandOf(b) == "avis";
}
bool isHeic(std::string_view b) {
  return brandOf(b).starts_with("hei") || brandOf(b).starts_with("hev") || brandOf(b) == "mif1" ||
         brandOf(b) == "msf1";
}
bool isM4a(std::string_view b) {
  return brandOf(b).starts_with("M4A") || brandOf(b).starts_with("M4B");
}
bool isMp4(std::string_view b) {
  return !brandOf(b).empty();
}
bool isWebp(std::string_view b) {
  return b.size() >= 12 && b.substr(8, 4) == "WEBP";
}
bool isAvi(std::string_view b) {
  return b.size() >= 12 && b.substr(8, 4) == "AVI ";
}
bool isWave(std::string_view b) {
  return b.size() >= 12 && b.substr(8, 4) == "WAVE";
}
bool isMpegFrame(std::string_view b) {  // layer III, its bit rate and sampling rate given
  return b.size() > 3 && (b[1] & '\xe6') == '\xe2' && (b[2] & '\xf0') != '\xf0' &&
         (b[2] & '\x0c') != '\x0c' && (b[2] & '\xf0') != 0;
}
bool isBzip2(std::string_view b) {
  return b.size() >= 10 && b[3] >= '1' && b[3] <= '9' &&
         (b.substr(4, 6) == "\x31\x41\x59\x26\x53\x59" ||
          b.substr(4, 6) == "\x17\x72\x45\x38\x50\x90");
}
bool isWindowsProgram(std::string_view b) {
  return b.size() > 64 && hasControls(b) &&
         (contains(b, "PE\0\0"sv) || contains(b, "This program"));
}
bool isArrowStream(std::string_view b) {  // a message that begins with its length
  return b.size() > 8 && little(b, 4, 4) > 0 && little(b, 4, 4) < (1 << 24) && b[7] == 0;
}
bool isIdxOfBytes(std::string_view b) {
  return b.size() >= 8 && b[3] >= 1 && b[3] <= 8;
}
bool isIdx(std::string_view b) {
  return b.size() >= 8 && (b[2] == 9 || (b[2] >= 0xb && b[2] <= 0xe)) && b[3] >= 1 && b[3] <= 8;
}
bool isIcon(std::string_view b) {
  return b.size() >= 22 && (b[2] == 1 || b[2] == 2) && b[3] == 0 && b[4] != 0 && b[5] == 0 &&
         b[9] == 0;
}

struct Row {
  size_t at;
  std::string_view mark;
  bool (*holds)(std::string_view);
  KnownFormat format;
};

// The first that fits is it.
const Row kRows[] = {
    // archives, and what is one inside
    {0, "PK\3\4", isWord, {UNMASK_TEXT("core", "Word document"), kSaveText, false}},
    {0, "PK\3\4", isSheet, {UNMASK_TEXT("core", "Excel sheet"), kSaveTable, false}},
    {0, "PK\3\4", isOffice, {UNMASK_TEXT("core", "Office document"), kSaveText, false}},
    {0, "PK\3\4", isOpenDocument, {UNMASK_TEXT("core", "OpenDocument file"), kSaveText, false}},
    {0, "PK\3\4", isEpub, {UNMASK_TEXT("core", "EPUB book"), kSaveText, false}},
    {0, "PK\3\4", isNpz, {UNMASK_TEXT("core", "NumPy archive"), kAlone, true}},
    {0, "PK\3\4", isTorch, {UNMASK_TEXT("core", "PyTorch file"), kPickle, false}},
    {0, "PK\3\4", always, {UNMASK_TEXT("core", "ZIP archive"), kUnpack, false}},
    {0, "PK\5\6", always, {UNMASK_TEXT("core", "Empty ZIP archive"), kUnpack, false}},
    {0, "PK\7\x8", always, {UNMASK_TEXT("core", "ZIP archive in parts"), kUnpack, false}},
    {257, "ustar", always, {UNMASK_TEXT("core", "tar archive"), kUnpack, false}},
    {0, "7z\xbc\xaf\x27\x1c", always, {UNMASK_TEXT("core", "7z archive"), kUnpack, false}},
    {0, "Rar!\x1a\x7", always, {UNMASK_TEXT("core", "RAR archive"), kUnpack, false}},
    {0, "\x1f\x8b\x8", always, {UNMASK_TEXT("core", "Data packed with gzip"), kUnpack, false}},
    {0, "BZh", isBzip2, {UNMASK_TEXT("core", "Data packed with bzip2"), kUnpack, false}},
    {0, "\xfd\x37zXZ\0"sv, always, {UNMASK_TEXT("core", "Data packed with xz"), kUnpack, false}},
    {0, "\x28\xb5\x2f\xfd", always, {UNMASK_TEXT("core", "Data packed with zstd"), kUnpack, false}},
    {0, "\x4\x22\x4d\x18", always, {UNMASK_TEXT("core", "Data packed with lz4"), kUnpack, false}},
    {0, "!<arch>\n", always, {UNMASK_TEXT("core", "ar archive"), kUnpack, false}},
    // tables
    {0, "PAR1", hasControls, {UNMASK_TEXT("core", "Parquet table"), kSaveTable, false}},
    {0, "ARROW1\0\0"sv, always, {UNMASK_TEXT("core", "Arrow table"), kSaveTable, false}},
    {0, "\xff\xff\xff\xff", isArrowStream, {UNMASK_TEXT("core", "Arrow table"), kSaveTable, false}},
    {0, "FEA1", hasControls, {UNMASK_TEXT("core", "Feather table"), kSaveTable, false}},
    {0, "ORC", hasControls, {UNMASK_TEXT("core", "ORC table"), kSaveTable, false}},
    {0, "Obj\x1", always, {UNMASK_TEXT("core", "Avro table"), kSaveTable, false}},
    {0, "SQLite format 3\0"sv, always, {UNMASK_TEXT("core", "SQLite database"), kSaveTable, false}},
    {16, "\xde\xc0\xef\xbe", always, {UNMASK_TEXT("core", "LMDB database"), kSaveTable, false}},
    // documents
    {0, "%PDF-", isPdf, {UNMASK_TEXT("core", "PDF document"), kSaveText, false}},
    {0, "\xef\xbb\xbf%PDF-", always, {UNMASK_TEXT("core", "PDF document"), kSaveText, false}},
    {0, "%!PS-Adobe", always, {UNMASK_TEXT("core", "PostScript document"), kSaveText, false}},
    {0, "{\\rtf", always, {UNMASK_TEXT("core", "RTF document"), kSaveText, false}},
    {0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", always,
     {UNMASK_TEXT("core", "Old Office document (.doc, .xls, .ppt)"), kSaveText, false}},
    // arrays
    {0, "\x80", isTorchPickle, {UNMASK_TEXT("core", "PyTorch file"), kPickle, false}},
    {0, "\x80", isPickle, {UNMASK_TEXT("core", "Python pickle"), kPickle, true}},
    {0, "(dp", isOldPickle, {UNMASK_TEXT("core", "Python pickle"), kPickle, true}},
    {0, "(lp", isOldPickle, {UNMASK_TEXT("core", "Python pickle"), kPickle, true}},
    {0, "\x89HDF\r\n\x1a\n", always, {UNMASK_TEXT("core", "HDF5 file"), kSaveArrays, false}},
    {0, "MATLAB 5.0 MAT", always, {UNMASK_TEXT("core", "MATLAB file"), kSaveArrays, false}},
    {0, "MATLAB 7.3 MAT", always, {UNMASK_TEXT("core", "MATLAB file"), kSaveArrays, false}},
    {0, "\x93NUMPY", always, {UNMASK_TEXT("core", "NumPy array"), kAlone, true}},
    {0, "CDF\1", always, {UNMASK_TEXT("core", "NetCDF file"), kSaveArrays, false}},
    {0, "SIMPLE  =", always, {UNMASK_TEXT("core", "FITS file"), kSaveArrays, true}},
    {344, "n+1\0"sv, always, {UNMASK_TEXT("core", "NIfTI volume"), kSaveArrays, true}},
    {0, "\0\0"sv, isIdx,
     {UNMASK_TEXT("core", "IDX array of another type than bytes"), kSaveArrays, true}},
    // models and their runs
    {0, "GGUF", hasControls, {UNMASK_TEXT("core", "GGUF file"), kWeights, false}},
    {0, "", isSafetensors, {UNMASK_TEXT("core", "safetensors file"), kWeights, false}},
    {0, "", isEvents, {UNMASK_TEXT("core", "TensorBoard event file"), kRunLog, false}},
    {0, "", isTfRecord, {UNMASK_TEXT("core", "TFRecord file"), kSaveTable, false}},
    {0, "version https://git-lfs.github.com/spec/", always,
     {UNMASK_TEXT("core", "A pointer of Git LFS"), kFetch, false}},
    // pictures that are read
    {0, "\x89PNG\r\n\x1a\n", always, {UNMASK_TEXT("core", "PNG picture"), kAlone, true}},
    {0, "\xff\xd8\xff", always, {UNMASK_TEXT("core", "JPEG picture"), kAlone, true}},
    {0, "GIF87a", hasControls, {UNMASK_TEXT("core", "GIF picture"), kAlone, true}},
    {0, "GIF89a", hasControls, {UNMASK_TEXT("core", "GIF picture"), kAlone, true}},
    {0, "RIFF", isWebp, {UNMASK_TEXT("core", "WebP picture"), kAlone, true}},
    {0, "BM", hasControls, {UNMASK_TEXT("core", "BMP picture"), kAlone, true}},
    {0, "\0\0\x8"sv, isIdxOfBytes, {UNMASK_TEXT("core", "IDX array"), kAlone, true}},
    // and those that are not
    {0, "II*\0"sv, always, {UNMASK_TEXT("core", "TIFF picture"), kSavePicture, true}},
    {0, "MM\0*"sv, always, {UNMASK_TEXT("core", "TIFF picture"), kSavePicture, true}},
    {0, "II+\0"sv, always, {UNMASK_TEXT("core", "TIFF picture"), kSavePicture, true}},
    {0, "MM\0+"sv, always, {UNMASK_TEXT("core", "TIFF picture"), kSavePicture, true}},
    {0, "8BPS", hasControls, {UNMASK_TEXT("core", "Photoshop picture"), kSavePicture, true}},
    {0, "gimp xcf", always, {UNMASK_TEXT("core", "GIMP picture"), kSavePicture, true}},
    {0, "\0\0"sv, isIcon, {UNMASK_TEXT("core", "ICO icon"), kSavePicture, true}},
    {0, "", isAvif, {UNMASK_TEXT("core", "AVIF picture"), kSavePicture, true}},
    {0, "", isHeic, {UNMASK_TEXT("core", "HEIC picture"), kSavePicture, true}},
    {0, "\xff\xa", always, {UNMASK_TEXT("core", "JPEG XL picture"), kSavePicture, true}},
    {0, "\0\0\0\x0cJXL "sv, always, {UNMASK_TEXT("core", "JPEG XL picture"), kSavePicture, true}},
    {0, "\0\0\0\x0cjP  "sv, always, {UNMASK_TEXT("core", "JPEG 2000 picture"), kSavePicture, true}},
    {0, "\xff\x4f\xff\x51", always, {UNMASK_TEXT("core", "JPEG 2000 picture"), kSavePicture, true}},
    {0, "\x76\x2f\x31\x1", always, {UNMASK_TEXT("core", "OpenEXR picture"), kSavePicture, true}},
    {0, "qoif", hasControls, {UNMASK_TEXT("core", "QOI picture"), kSavePicture, true}},
    {0, "FUJIFILMCCD-RAW", always, {UNMASK_TEXT("core", "Raw photograph"), kSavePicture, true}},
    {128, "DICM", always, {UNMASK_TEXT("core", "DICOM picture"), kSavePicture, true}},
    // films and sound
    {0, "", isM4a, {UNMASK_TEXT("core", "Sound (MPEG-4)"), kNeither, false}},
    {0, "", isMp4, {UNMASK_TEXT("core", "Film (MPEG-4)"), kFrames, false}},
    {0, "RIFF", isAvi, {UNMASK_TEXT("core", "Film (AVI)"), kFrames, false}},
    {0, "\x1a\x45\xdf\xa3", always, {UNMASK_TEXT("core", "Film (Matroska, WebM)"), kFrames, false}},
    {0, "\0\0\1\xba"sv, always, {UNMASK_TEXT("core", "Film (MPEG)"), kFrames, false}},
    {0, "RIFF", isWave, {UNMASK_TEXT("core", "Sound (WAV)"), kNeither, false}},
    {0, "fLaC", hasControls, {UNMASK_TEXT("core", "Sound (FLAC)"), kNeither, false}},
    {0, "OggS", hasControls, {UNMASK_TEXT("core", "Sound (Ogg)"), kNeither, false}},
    {0, "ID3", hasControls, {UNMASK_TEXT("core", "Sound (MP3)"), kNeither, false}},
    {0, "\xff", isMpegFrame, {UNMASK_TEXT("core", "Sound (MP3)"), kNeither, false}},
    {0, "MThd", hasControls, {UNMASK_TEXT("core", "Sound (MIDI)"), kNeither, false}},
    // programs and fonts
    {0, "\x7f" "ELF", always, {UNMASK_TEXT("core", "Program (Linux)"), kNeither, false}},
    {0, "MZ", isWindowsProgram, {UNMASK_TEXT("core", "Program (Windows)"), kNeither, false}},
    {0, "\xcf\xfa\xed\xfe", always, {UNMASK_TEXT("core", "Program (macOS)"), kNeither, false}},
    {0, "\xca\xfe\xba\xbe", always,
     {UNMASK_TEXT("core", "Program (macOS, Java)"), kNeither, false}},
    {0, "\0asm"sv, always, {UNMASK_TEXT("core", "Program (WebAssembly)"), kNeither, false}},
    {0, "wOFF", hasControls, {UNMASK_TEXT("core", "Font"), kNeither, false}},
    {0, "wOF2", hasControls, {UNMASK_TEXT("core", "Font"), kNeither, false}},
    {0, "OTTO\0"sv, always, {UNMASK_TEXT("core", "Font"), kNeither, false}},
    {0, "\0\1\0\0\0"sv, always, {UNMASK_TEXT("core", "Font"), kNeither, false}},
};

}  // namespace

std::string beginningOf(const std::filesystem::path& path, size_t most) {
  std::string bytes;
  auto source = ByteSource::open(path);
  while (source && bytes.size() < most) {
    const auto more = source->next();
    if (!more || more->empty()) break;
    bytes += more->substr(0, most - bytes.size());
  }
  return bytes;
}

const KnownFormat* knownFormat(std::string_view beginning) {
  for (const Row& row : kRows)
    if (beginning.size() >= row.at && beginning.substr(row.at).starts_with(row.mark) &&
        row.holds(beginning))
      return &row.format;
  return nullptr;
}

Message refusal(const KnownFormat& format) {
  return message(format.wayOut, asValue(message(format.name)));
}

Status refuseKnownFormats(const std::vector<std::filesystem::path>& paths) {
  Status refused;
  for (const std::filesystem::path& path : paths) {
    std::error_code absent;  // the import says so
    if (!std::filesystem::is_regular_file(path, absent)) return {};
    const KnownFormat* known = knownFormat(beginningOf(path));
    if (!known || known->picture) return {};  // the import of pictures says more
    if (refused)
      refused = failure(message(UNMASK_TEXT("core", "%1 cannot be imported."), path.string()),
                        refusal(*known));
  }
  return refused;
}

}  // namespace unmask
