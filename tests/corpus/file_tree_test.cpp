// What counts in a person's folders: hidden files and litter are left out and counted, links to
// folders are followed, circles once; the same of texts and of pictures.
#include "core/corpus/file_tree.h"

#include <QtTest>
#include <fstream>

#include "core/base/files.h"
#include "core/base/message_value.h"
#include "core/corpus/corpus_writer.h"
#include "core/corpus/import.h"
#include "core/corpus/pictures/import_pictures.h"
#include "core/corpus/pictures/picture_files.h"
#include "core/dataset/picture_data.h"
#include "tests/corpus/picture_files.h"

using namespace unmask;

class FileTreeTest : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> dir_;
  int imports_ = 0;

  fs::path path(const std::string& name) const {
    return fs::path(dir_->path().toStdString()) / name;
  }
  fs::path write(const std::string& name, const std::string& bytes) const {
    fs::create_directories(path(name).parent_path());
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }
  void link(const std::string& target, const std::string& name) const {
    fs::create_directories(path(name).parent_path());
    fs::create_directory_symlink(target, path(name));
  }
  static std::string picture(int shift) {
    return picture_files::png(16, 16, 3, picture_files::smooth(16, 16, 3, shift));
  }
  fs::path out() { return path("out-" + std::to_string(++imports_)); }
  CorpusInfo texts(const std::vector<fs::path>& paths, const ImportSettings& settings = {}) {
    JobControl job;
    auto info = importText(paths, "test", settings, out(), job);
    if (!info) qFatal("%s", inEnglish(info.error()).c_str());
    return std::move(*info);
  }
  CorpusInfo pictures(const std::vector<fs::path>& paths, PictureImportSettings settings = {}) {
    settings.size = 16;
    JobControl job;
    auto info = importPictures(paths, "test", settings, out(), job);
    if (!info) qFatal("%s", inEnglish(info.error()).c_str());
    return std::move(*info);
  }
  std::vector<std::string> names() const {
    const auto data = PictureData::open(path("out-" + std::to_string(imports_)), Access::pread);
    if (!data) qFatal("%s", inEnglish(data.error()).c_str());
    std::vector<std::string> out;
    for (uint64_t i = 0; i < data->count(); ++i) out.push_back(*data->name(i));
    return out;
  }
  std::vector<std::string> sources(const CorpusInfo& info) const {
    std::vector<std::string> out;
    for (const SourceFile& source : info.sources)
      out.push_back(fs::path(source.path).lexically_relative(path("")).string());
    return out;
  }
  static std::string skips(const CorpusInfo& info) {
    std::string all;
    for (const SkippedItem& item : info.statistics.skipped)
      all += fs::path(item.file).filename().string() + ": " + inEnglish(item.reason) + "\n";
    return all;
  }

 private Q_SLOTS:
  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    imports_ = 0;
  }

  void litterIsKnownByItsName() {
    for (const char* name :
         {".git", ".DS_Store", "._0.png", ".hidden.txt", ".ipynb_checkpoints", ".Trash-1000",
          "@eaDir", "__MACOSX", "Thumbs.db", "THUMBS.DB", "desktop.ini", "Desktop.ini",
          "lost+found", "$RECYCLE.BIN", "System Volume Information", "#recycle"})
      QVERIFY2(isLitter(name), name);
    for (const char* name : {"a.txt", "thumbs", "git", "node_modules", "MACOSX", "recycle", "a.db"})
      QVERIFY2(!isLitter(name), name);
  }

  void hiddenFilesAndLitterAreLeftOut() {
    for (int i = 0; i < 4; ++i) {
      write("in/red/" + std::to_string(i) + ".png", picture(i));
      write("in/blue/" + std::to_string(i) + ".png", picture(i + 4));
    }
    for (const char* name :
         {"in/.ipynb_checkpoints/0-checkpoint.png", "in/red/.ipynb_checkpoints/1-checkpoint.png",
          "in/@eaDir/blue/SYNOPHOTO_THUMB_S.png", "in/__MACOSX/red/._0.png", "in/red/._0.png",
          "in/red/._1.png", "in/red/Thumbs.db", "in/blue/desktop.ini", "in/.DS_Store"})
      write(name, picture(9));
    const CorpusInfo info = pictures({path("in")});
    QCOMPARE(info.pictures.count, uint64_t{8});
    QCOMPARE(info.pictures.classes.size(), size_t{2});
    QCOMPARE(info.statistics.skippedCount, uint64_t{0});
    QCOMPARE(info.statistics.leftOut.count, uint64_t{9});
    std::map<std::string, uint64_t> counts(info.statistics.leftOut.names.begin(),
                                           info.statistics.leftOut.names.end());
    QCOMPARE(counts[".ipynb_checkpoints"], uint64_t{2});
    QCOMPARE(counts["._*"], uint64_t{2});
    QCOMPARE(counts["@eaDir"], uint64_t{1});
    QVERIFY(inEnglish(said(info.statistics.leftOut)).starts_with("9 hidden files and folders"));
    const auto again = readCorpusFile(path("out-1"));
    QVERIFY(again && again->statistics.leftOut == info.statistics.leftOut);
    QVERIFY(holdPictures({path("in")}));
  }

  // Of a corpus.json that was changed: any count beside any names.
  void countsAndNamesThatDoNotFitAreSaidAllTheSame() {
    const std::vector<std::pair<std::string, uint64_t>> names = {{".git", 1}, {".DS_Store", 2}};
    for (size_t kept = 0; kept <= names.size(); ++kept)
      for (const uint64_t count : {0, 1, 2, 1000}) {
        LeftOut leftOut;
        leftOut.count = count;
        for (size_t i = 0; i < kept; ++i) leftOut.names.push_back(names[i]);
        QVERIFY(inEnglish(said(leftOut)).find("left out") != std::string::npos);
      }
  }

  void textsToo() {
    write("in/a.txt", "words");
    write("in/.git/notes.txt", "not these");
    write("in/.ipynb_checkpoints/a-checkpoint.txt", "words");
    write("in/.hidden.txt", "nor these");
    const CorpusInfo info = texts({path("in")});
    QCOMPARE(info.statistics.documents, uint64_t{1});
    QCOMPARE(info.statistics.leftOut.count, uint64_t{3});
    write("one/a.txt", "words");
    write("one/.b.txt", "words");
    QCOMPARE(inEnglish(said(texts({path("one")}).statistics.leftOut)),
             std::string("1 hidden file or folder was left out: .b.txt."));
  }

  // A name that a person gives, or asks for with a dot in front, is no litter.
  void whatIsAskedForIsTaken() {
    write(".hidden/.a.txt", "a");
    write(".hidden/b.txt", "b");
    write(".hidden/.0.png", picture(0));
    write(".hidden/1.png", picture(1));
    QCOMPARE(sources(texts({path(".hidden")})), (std::vector<std::string>{".hidden/b.txt"}));
    const std::vector<std::string> hidden = {".hidden/.a.txt"};
    QCOMPARE(sources(texts({path(".hidden/.a.txt")})), hidden);
    QCOMPARE(sources(texts({path(".hidden")}, {.glob = ".*.txt"})), hidden);
    pictures({path(".hidden/.0.png")});
    QCOMPARE(names(), (std::vector<std::string>{".0.png"}));
    pictures({path(".hidden")}, {.glob = ".*.png"});
    QCOMPARE(names(), (std::vector<std::string>{".0.png"}));
  }

  void linkedFoldersAreFollowedOnce() {
    write("real/one/1.png", picture(1));
    write("real/two/2.png", picture(2));
    link("../real/one", "farm/one");
    link("../real/two", "farm/two");
    link(".", "farm/loop");
    const CorpusInfo info = pictures({path("farm")});
    QCOMPARE(names(), (std::vector<std::string>{"one/1.png", "two/2.png"}));
    QCOMPARE(info.pictures.classes.size(), size_t{2});
    QCOMPARE(info.pictures.classes[0].name, std::string("one"));
    QVERIFY2(skips(info).starts_with("loop: A link to a folder that is read already"),
             skips(info).c_str());
    QCOMPARE(info.statistics.skippedCount, uint64_t{1});
    QVERIFY(holdPictures({path("farm")}));

    write("real/one/a.txt", "a");
    write("farm/b.txt", "b");
    const CorpusInfo words = texts({path("farm")});
    QCOMPARE(sources(words), (std::vector<std::string>{"farm/b.txt", "farm/one/a.txt"}));
    QVERIFY2(skips(words).find("loop: A link to a folder that is read already") !=
                 std::string::npos,
             skips(words).c_str());
  }

  // A folder itself comes before the links that lead to it, whatever their names.
  void theFolderItselfHasItsName() {
    write("in/red/1.png", picture(1));
    write("in/blue/2.png", picture(2));
    write("beside/3.png", picture(3));
    link("red", "in/all the best");
    link("../..", "in/blue/up");
    const CorpusInfo info = pictures({path("in")});
    QCOMPARE(names(), (std::vector<std::string>{"blue/2.png", "red/1.png"}));
    QCOMPARE(info.statistics.skippedCount, uint64_t{2});
    QVERIFY2(skips(info).starts_with("all the best: A link"), skips(info).c_str());
    QVERIFY2(skips(info).find("up: A link") != std::string::npos, skips(info).c_str());
    // Given after what lies in it, a folder is still read.
    pictures({path("in/red"), path("in")});
    QCOMPARE(names(), (std::vector<std::string>{"1.png", "blue/2.png"}));
  }

  void linksToFilesAndToNothing() {
    write("elsewhere/a.png", picture(1));
    fs::create_directories(path("in"));
    fs::create_symlink("../elsewhere/a.png", path("in/a.png"));
    fs::create_symlink("nowhere.png", path("in/b.png"));
    const CorpusInfo info = pictures({path("in")});
    QCOMPARE(names(), (std::vector<std::string>{"a.png"}));
    QCOMPARE(skips(info), std::string("b.png: Not a file.\n"));
  }

  // Of folders that link to one another in every way there are as many as there are folders.
  void manyLinksEndSoon() {
    for (int from = 0; from < 12; ++from)
      for (int to = 0; to < 12; ++to)
        link("../" + std::to_string(to),
             "in/" + std::to_string(from) + "/to" + std::to_string(to));
    write("in/7/a.txt", "a");
    const CorpusInfo info = texts({path("in")});
    QCOMPARE(sources(info), (std::vector<std::string>{"in/7/a.txt"}));
    QCOMPARE(info.statistics.skippedCount, uint64_t{144});
  }

  void endingsInAnyCase() {
    for (const char* name : {"a.TXT", "b.Md", "c.JSONL", "d.Csv"})
      write(std::string("texts/") + name,
            std::string(name) == "c.JSONL" ? "{\"text\":\"c\"}\n" : "text\nwords\n");
    QCOMPARE(texts({path("texts")}).sources.size(), size_t{4});
    write("in/a.PNG", picture(1));
    write("in/b.NPY", picture_files::npy("|u1", "1, 16, 16", picture_files::smooth(16, 16, 1)));
    write("in/c.NPZ",
          picture_files::zip({{"x.npy", picture_files::npy("|u1", "1, 16, 16",
                                                           picture_files::smooth(16, 16, 1))}}));
    QCOMPARE(pictures({path("in")}).pictures.count, uint64_t{3});
  }
};

QTEST_GUILESS_MAIN(FileTreeTest)
#include "file_tree_test.moc"
