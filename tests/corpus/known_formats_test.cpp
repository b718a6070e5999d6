// Formats that are no text are recognised by their first bytes, and each is named with the way out,
// given alone or found in a folder, to texts and to pictures.
#include "core/corpus/known_formats.h"

#include <QtTest>
#include <fstream>

#include "core/base/files.h"
#include "core/base/message_value.h"
#include "core/corpus/import.h"
#include "core/corpus/pictures/import_pictures.h"
#include "core/corpus/pictures/picture_files.h"
#include "tests/corpus/picture_files.h"

using namespace unmask;
using namespace picture_files;

namespace {

// Long enough for marks that lie far in.
std::string padded(const std::string& begin, size_t size = 600) {
  return begin + std::string(size - std::min(size, begin.size()), '\0');
}
std::string at(size_t offset, const std::string& mark) {
  return padded(std::string(offset, '\0') + mark);
}

}  // namespace

class KnownFormatsTest : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> dir_;

  fs::path path(const std::string& name) const {
    return fs::path(dir_->path().toStdString()) / name;
  }
  fs::path write(const std::string& name, const std::string& bytes) const {
    fs::create_directories(path(name).parent_path());
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }
  std::string textsSay(const fs::path& given) const {
    JobControl job;
    const auto info = importText({given}, "test", {}, path("out-t"), job);
    return info ? "imported" : inEnglish(info.error());
  }
  std::string picturesSay(const fs::path& given) const {
    JobControl job;
    const auto info = importPictures({given}, "test", {}, path("out-p"), job);
    return info ? "imported" : inEnglish(info.error());
  }
  static bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }

  // The marks are those of each format's own description.
  void recognised_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("name");
    const auto row = [](const char* name, const std::string& bytes) {
      QTest::addRow("%s, %d", name, int(bytes.size())) << QByteArray::fromStdString(bytes)
                                                       << QString(name);
    };
    row("ZIP archive", zip({{"a.txt", "words"}}));
    row("Empty ZIP archive", padded("PK\5\6"));
    row("NumPy archive", zip({{"x.npy", npy("<f4", "1,", "1234")}}));
    row("PyTorch file", zip({{"archive/data.pkl", "\x80\2"}}));
    row("Word document", zip({{"[Content_Types].xml", "<x/>", false}, {"word/document.xml", "x"}}));
    row("Excel sheet", zip({{"[Content_Types].xml", "<x/>", false}, {"xl/workbook.xml", "x"}}));
    row("Office document", zip({{"[Content_Types].xml", "<x/>", false}, {"ppt/p.xml", "x"}}));
    row("OpenDocument file",
        zip({{"mimetype", "application/vnd.oasis.opendocument.text", false}}));
    row("EPUB book", zip({{"mimetype", "application/epub+zip", false}}));
    row("tar archive", at(257, std::string("ustar\0" "00", 8)));
    row("tar archive", at(257, "ustar  "));
    row("7z archive", padded("7z\xbc\xaf\x27\x1c"));
    row("RAR archive", padded("Rar!\x1a\7\1"));
    row("Data packed with gzip", gzipped("words"));
    row("Data packed with bzip2", padded("BZh91AY&SY"));
    row("Data packed with xz", padded("\xfd" "7zXZ"));
    row("Data packed with zstd", padded("\x28\xb5\x2f\xfd"));
    row("Parquet table", padded(std::string("PAR1\x15\0\x15", 7)));
    row("Arrow table", padded("ARROW1"));
    row("Arrow table", padded(std::string("\xff\xff\xff\xff\xf8\1\0\0\x10\0\0\0", 12)));
    row("SQLite database", padded("SQLite format 3"));
    row("PDF document", "%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n");
    row("PostScript document", "%!PS-Adobe-3.0\n");
    row("RTF document", "{\\rtf1\\ansi words}");
    row("Old Office document (.doc, .xls, .ppt)", padded("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"));
    row("Python pickle", padded("\x80\2}q\1"));
    row("Python pickle", padded("\x80\4\x95"));
    row("Python pickle", "(dp0\nS'data'\np1\n");
    row("HDF5 file", padded("\x89HDF\r\n\x1a\n"));
    row("MATLAB file", padded("MATLAB 5.0 MAT-file, Platform: GLNXA64"));
    row("safetensors file", padded(little(64, 8) + "{\"a\":{\"dtype\":\"F32\""));
    row("GGUF file", padded(std::string("GGUF\3\0\0\0", 8)));
    // Length 24 and its masked CRC-32C, as TensorFlow writes them.
    row("TensorBoard event file",
        padded(little(24, 8) + std::string("\xa3\x7f\x4b\x22", 4) + std::string(11, '\t') +
               "brain.Event:2"));
    row("A pointer of Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
    row("TIFF picture", padded(std::string("II*\0", 4)));
    row("TIFF picture", padded(std::string("MM\0*", 4)));
    row("HEIC picture", padded(std::string("\0\0\0\x18" "ftypheic", 12)));
    row("HEIC picture", padded(std::string("\0\0\0\x18" "ftypmif1", 12)));
    row("AVIF picture", padded(std::string("\0\0\0\x1c" "ftypavif", 12)));
    row("JPEG XL picture", padded("\xff\x0a"));
    row("DICOM picture", at(128, "DICM"));
    row("Film (MPEG-4)", padded(std::string("\0\0\0\x18" "ftypisom", 12)));
    row("Film (Matroska, WebM)", padded("\x1a\x45\xdf\xa3"));
    row("Sound (WAV)", padded("RIFF" + little(36, 4) + "WAVEfmt "));
    row("Sound (FLAC)", padded("fLaC"));
    row("Sound (Ogg)", padded("OggS"));
    row("Sound (MP3)", padded("ID3\4"));
    row("Sound (MP3)", padded("\xff\xfb\x90\x64"));
    row("Program (Linux)", padded("\x7f" "ELF\2\1\1"));
    row("IDX array of another type than bytes", padded(std::string("\0\0\xd\3", 4) + big32(1)));
    row("NumPy array", npy("<f4", "1,", "1234"));
    row("PNG picture", png(1, 1, 1, "a"));
  }
  void recognised() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, name);
    const KnownFormat* known = knownFormat(bytes.toStdString());
    QVERIFY(known);
    QCOMPARE(QString(known->name), name);
    QVERIFY(QString::fromStdString(inEnglish(refusal(*known))).startsWith(name));
    // Cut anywhere, it may be anything, but nothing is read beyond the end.
    for (int left = 0; left < bytes.size() && left < 600; ++left)
      knownFormat(bytes.left(left).toStdString());
  }

  void wordsAreNone() {
    for (const std::string& text :
         {std::string(), std::string("words"), std::string("PARIS in the spring"),
          std::string("BZh is how bzip2 begins"), std::string("%PDFs are documents"),
          std::string("ID3 tags"), "MZ is a mark. This program" + std::string(99, 'x'),
          std::string("(dp is short)\n"), std::string("(dp\n"),
          std::string("GGUF and ORC are names"), std::string("fLaC"), std::string("RIFF raff"),
          std::string("BM wrote"), std::string("MATLAB is a program"), std::string("{\"a\": 1}\n"),
          std::string("\xef\xbb\xbfwords"), std::string("\xff\xfeh\0i\0", 6),
          std::string("\xfe\xff\0h\0i", 6), std::string("\xff\xfe\0\0h\0\0\0i\0\0\0", 12),
          std::string("\0\0\xfe\xff\0\0\0h\0\0\0i", 12),
          std::string("h\0i\0 \0t\0h\0e\0r\0e\0", 16),
          std::string("\0\0\0h\0\0\0i\0\0\0!", 12), std::string("\x82\xb1\x82\xf1\x82\xc9"),
          std::string("\xffr sich"), std::string("\x80 is the euro in windows-1252")}) {
      const KnownFormat* known = knownFormat(text);
      QVERIFY2(!known, known ? (text + ": " + known->name).c_str() : "");
    }
  }

  // Whichever import meets it, alone or in a folder, whatever its name.
  void bothImportsNameIt() {
    const std::string archive = zip({{"a.txt", "words"}});
    for (const char* name : {"set.zip", "set", "set.txt", "set.png", "Set.JPG"}) {
      const fs::path file = write(name, archive);
      const std::string part = std::string(name) + ": ZIP archive: unpack it and import what is "
                                                   "inside.";
      for (const std::string& text : {textsSay(file), picturesSay(file)}) {
        QVERIFY2(says(text, part), text.c_str());
        QVERIFY2(text.ends_with("inside."), text.c_str());  // no other advice
      }
    }
    write("in/set.zip", archive);
    write("in/data_batch_1", padded("\x80\2}q\1"));
    for (const std::string& text : {textsSay(path("in")), picturesSay(path("in"))}) {
      QVERIFY2(says(text, "Python pickle, which can run programs"), text.c_str());
      QVERIFY2(says(text, "(1 more file)"), text.c_str());
    }
    // Unpacked where the name says so.
    const fs::path tar = write("shard.tar.gz", gzipped(at(257, "ustar  ")));
    QVERIFY2(says(textsSay(tar), "tar archive: unpack it"), textsSay(tar).c_str());
    const fs::path pdf = write("a.pdf", "%PDF-1.4\nwords and words\n%%EOF\n");
    QVERIFY2(says(textsSay(pdf), "PDF document: save its text as .txt"), textsSay(pdf).c_str());
    QVERIFY(!fs::exists(path("out-t")) && !fs::exists(path("out-p")));
  }

  void soundFilesBesideThemAreImported() {
    write("in/a.txt", "words");
    write("in/b.txt", "%PDF-1.7\n");
    write("in/c.docx", zip({{"[Content_Types].xml", "<x/>", false}, {"word/d.xml", "x"}}));
    JobControl job;
    const auto info = importText({path("in")}, "test", {}, path("out"), job);
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(info->statistics.documents, uint64_t{1});
    QCOMPARE(info->statistics.skippedCount, uint64_t{2});
    QVERIFY(says(inEnglish(info->statistics.skipped[0].reason), "PDF document"));
    QVERIFY(says(inEnglish(info->statistics.skipped[1].reason), "Word document"));
  }

  // So that settings of pictures are known, and the import of pictures says what it is.
  void picturesThatAreNotReadAreMeantAsPictures() {
    const fs::path heic = write("a.heic", padded(std::string("\0\0\0\x18" "ftypheic", 12)));
    const fs::path idx = write(
        "f-images-idx3-float", std::string("\0\0\xd\3", 4) + big32(1) + big32(8) + big32(8));
    QVERIFY(holdPictures({heic}));
    QVERIFY(holdPictures({idx}));
    QVERIFY2(says(picturesSay(heic), "HEIC picture: PNG, JPEG, WebP, BMP and GIF are read"),
             picturesSay(heic).c_str());
    QVERIFY2(says(picturesSay(idx), "IDX of float32, 3 dimensions"), picturesSay(idx).c_str());
    const fs::path archive = write("set.zip", zip({{"a.txt", "words"}}));
    QVERIFY(!holdPictures({archive}));
    QVERIFY(!refuseKnownFormats({archive}));
    QVERIFY(refuseKnownFormats({heic}));
    QVERIFY(refuseKnownFormats({archive, write("a.txt", "words")}));
    QVERIFY(refuseKnownFormats({path("nowhere.zip")}));
    QVERIFY(refuseKnownFormats({}));
  }
};

QTEST_GUILESS_MAIN(KnownFormatsTest)
#include "known_formats_test.moc"
