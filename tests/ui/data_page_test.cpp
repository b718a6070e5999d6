// The Data page with real clicks and keys: documents, search, invisible characters, measurements,
// several corpora, tokenizers, places, what is dropped.
#include <QClipboard>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFile>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSpinBox>
#include <QTableView>
#include <QTextBlock>
#include <QUndoStack>

#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/corpus/prepare.h"
#include "tests/ui/layout_problems.h"
#include "tests/ui/window_fixture.h"
#include "ui/data/documents_model.h"
#include "ui/data/piece_flow.h"
#include "ui/data/reading_text.h"
#include "ui/data/row_list.h"
#include "ui/data/vocabulary_model.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/histogram.h"
#include "ui/widgets/parts.h"

using namespace unmask;

namespace {

constexpr int kLong = 60'000;  // ms; a loaded machine of two cores

}  // namespace

class DataPageTest : public QObject {
  Q_OBJECT

 private:
  static void write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
  }
  // Opened as a person opens it, with a click.
  static bool import(WindowFixture& f, const QString& name, const QByteArray& bytes) {
    const QString path = f.folder() + "/" + name;
    write(path, bytes);
    dialogs().openFiles = [path](QWidget*, const QString&, const QString&) {
      return QStringList{path};
    };
    const std::string slug = QFileInfo(path).baseName().toStdString();
    if (!f.click(f.window().library().corpora().empty() ? "openFiles" : "dataOpenFiles"))
      return false;
    return QTest::qWaitFor(
        [&] {
          const CorpusEntry* chosen = f.window().choices().corpus();
          return chosen && chosen->info.slug == slug && !f.window().jobs().busy();
        },
        kLong);
  }
  static QByteArray manyDocuments(int count) {
    QByteArray text;
    for (int i = 1; i <= count; ++i)
      text += QString("Document %1 tells of %2.\n\n")
                  .arg(i)
                  .arg(i % 100 == 0 ? "a Needle in the hay" : "rain and wind")
                  .toUtf8();
    return text;
  }
  static QString documentText(WindowFixture& f) {
    return f.find<ReadingText>("documentText")->shown().source;
  }
  static void clickRow(RowList* list, int row) {
    list->scrollTo(list->model()->index(row, 0));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                      list->visualRect(list->model()->index(row, 0)).center());
  }
  static void key(WindowFixture& f, int key, Qt::KeyboardModifiers modifiers = {}) {
    QTest::keyClick(&f.window(), static_cast<Qt::Key>(key), modifiers);
  }
  static QString figure(WindowFixture& f, const QString& name, const QString& row) {
    for (const auto& [label, value] : f.find<Figures>(name)->rows())
      if (label == row) return value;
    return {};
  }
  static bool trigger(WindowFixture& f, const QString& name) {
    auto* action = f.window().findChild<QAction*>(name);
    if (!action || !action->isEnabled()) return false;
    action->trigger();
    return true;
  }
  // An action whose dialog is answered by `act`, which must close it.
  template <class Act>
  static void inDialog(WindowFixture& f, const QString& action, const Act& act) {
    bool done = false;
    QTimer::singleShot(0, &f.window(), [&] {
      act();
      done = true;
    });
    QVERIFY(trigger(f, action));
    QVERIFY(done);
  }

 private Q_SLOTS:
  // Names give way to numbers: those of millions are there whole, in every table.
  void countsOfMillionsAreWhole() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(import(f, "millions.txt", QByteArray("aaaaaaa ").repeated(400'000)));
    auto* counts = f.find<QTableView>("countsTable");
    QTRY_VERIFY_WITH_TIMEOUT(counts->isVisible() && counts->model()->rowCount() > 0, kLong);
    QCOMPARE(counts->model()->index(0, 1).data().toString(), QString("2,800,000"));
    for (const int scale : {80, 100, 200}) {
      theme().setScalePercent(scale);
      f.window().resize(1920, 1080);
      QStringList wrong;
      QTRY_VERIFY2((wrong.clear(), addCutNumbers(f.window(), wrong), wrong.isEmpty()),
                   qPrintable(wrong.join('\n')));
    }
    theme().setScalePercent(100);
    f.window().resize(1280, 800);
    QVERIFY(f.click("dataTokenizer"));
    auto* vocabulary = f.find<QTableView>("vocabularyTable");
    QTRY_VERIFY_WITH_TIMEOUT(vocabulary->model()->rowCount() > 0, kLong);
    QTest::qWait(200);
    QStringList wrong;
    addCutNumbers(f.window(), wrong);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
  }

  void documentsAreChosenByClickNumberAndKey() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(import(f, "many.txt", manyDocuments(1000)));
    auto* list = f.find<RowList>("documentList");
    QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 1000, kLong);
    QTRY_VERIFY(documentText(f).startsWith("Document 1 "));
    QTRY_VERIFY(list->model()->index(5, 0).data(excerptRole).toString().startsWith("Document 6 "));
    clickRow(list, 5);
    QTRY_VERIFY(documentText(f).startsWith("Document 6 "));
    QCOMPARE(f.find<QSpinBox>("dataDocumentNumber")->value(), 6);
    QTest::keyClick(list, Qt::Key_Down);
    QTRY_VERIFY(documentText(f).startsWith("Document 7 "));

    key(f, Qt::Key_G, Qt::ControlModifier);
    auto* number = f.find<QSpinBox>("dataDocumentNumber");
    QTRY_VERIFY(number->hasFocus());
    QTest::keyClicks(number, "900");
    QTest::keyClick(number, Qt::Key_Return);
    QTRY_VERIFY(documentText(f).startsWith("Document 900 "));
    QCOMPARE(list->currentRow(), 899);
    QVERIFY(list->verticalScrollBar()->value() > 0);
    key(f, Qt::Key_PageDown, Qt::ControlModifier);
    QTRY_VERIFY(documentText(f).startsWith("Document 901 "));
    QVERIFY(f.click("documentPrevious"));
    QTRY_VERIFY(documentText(f).startsWith("Document 900 "));
  }

  // Only pages in view are read, and old ones are forgotten.
  void theListReadsWhatIsInView() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(import(f, "many.txt", manyDocuments(20'000)));
    auto* list = f.find<RowList>("documentList");
    auto* model = qobject_cast<DocumentsModel*>(list->model());
    QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 20'000, kLong);
    QTRY_VERIFY(model->rowsHeld() > 0);
    QVERIFY(model->rowsHeld() < 1000);
    list->setFocus();
    QTest::keyClick(list, Qt::Key_End);
    QTRY_VERIFY(model->index(19'999, 0).data(excerptRole).toString().startsWith("Document 20000 "));
    QTRY_VERIFY(documentText(f).startsWith("Document 20000 "));
    for (int row = 0; row < 20'000; row += 64) {
      list->scrollTo(model->index(row, 0));
      QTRY_VERIFY(!model->index(row, 0).data(excerptRole).toString().isEmpty());
    }
    QVERIFY(model->rowsHeld() <= 64 * 128);
  }

  void searchListsHitsAndGoesToThem() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(import(f, "many.txt", manyDocuments(1000)));
    key(f, Qt::Key_F, Qt::ControlModifier);
    auto* field = f.find<QLineEdit>("documentSearch");
    QTRY_VERIFY(field->hasFocus());
    QTest::keyClicks(field, "needle");
    auto* hits = f.find<RowList>("hitList");
    QTRY_COMPARE_WITH_TIMEOUT(hits->model()->rowCount(), 10, kLong);
    QVERIFY(f.text("searchFound").contains("10 hits in 10 documents"));
    QVERIFY(hits->isVisible());
    key(f, Qt::Key_F3);
    QTRY_VERIFY(documentText(f).startsWith("Document 100 "));
    QTRY_COMPARE(f.find<ReadingText>("documentText")->textCursor().selectedText(),
                 QString("Needle"));
    key(f, Qt::Key_F3);
    QTRY_VERIFY(documentText(f).startsWith("Document 200 "));
    key(f, Qt::Key_F3, Qt::ShiftModifier);
    QTRY_VERIFY(documentText(f).startsWith("Document 100 "));
    clickRow(hits, 8);
    QTRY_VERIFY(documentText(f).startsWith("Document 900 "));
    QVERIFY(f.click("searchMatchCase"));
    QTRY_VERIFY(f.text("searchFound").contains("Not in this text"));
    field->clear();
    QTRY_VERIFY(f.find<RowList>("documentList")->isVisible());
    QVERIFY(!hits->isVisible());
  }

  // The card ends where the page does, whatever is found in whichever corpus.
  void theDocumentsFillTheirColumn() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(import(f, "one.txt", "A single document without it.\n"));
    QVERIFY(import(f, "many.txt", manyDocuments(1000)));
    const auto fills = [&] {
      const QWidget* card = f.find("documentsCard");
      return card->geometry().bottom() > card->parentWidget()->height() - theme().px(30);
    };
    QTRY_VERIFY(fills());
    auto* field = f.find<QLineEdit>("documentSearch");
    field->setFocus();
    QTest::keyClicks(field, "needle");
    QTRY_COMPARE_WITH_TIMEOUT(f.find<RowList>("hitList")->model()->rowCount(), 10, kLong);
    QVERIFY(fills());
    f.window().choices().setCorpus("one");
    QTRY_VERIFY(f.text("searchFound").contains("Not in this text"));
    QTRY_VERIFY(fills());
    f.window().choices().setCorpus("many");
    QTRY_COMPARE_WITH_TIMEOUT(f.find<RowList>("hitList")->model()->rowCount(), 10, kLong);
    QTRY_VERIFY(fills());
  }

  void oneLongDocumentIsShownInParts() {
    WindowFixture f;
    QVERIFY(f.open());
    QByteArray text;
    for (int i = 0; i < 20'000; ++i) text += "line " + QByteArray::number(i) + " \xc3\xa9\n";
    QVERIFY(import(f, "long.txt", text));
    // One document is no choice.
    QTRY_VERIFY(documentText(f).startsWith("line 0 "));
    QVERIFY(!f.find("documentList")->isVisible());
    QVERIFY(!f.find("dataDocumentNumber")->isVisible());
    QVERIFY(f.find("partOn")->isVisible());
    QVERIFY(f.text("documentNote").contains("Bytes 0 to "));
    const QString first = documentText(f);
    QVERIFY(f.click("partOn"));
    QTRY_VERIFY(documentText(f) != first);
    // Parts follow on one another, cut at characters.
    QCOMPARE(QString::fromUtf8(text).indexOf(documentText(f)), first.size());
    QVERIFY(f.click("partBack"));
    QTRY_COMPARE(documentText(f), first);
    auto* field = f.find<QLineEdit>("documentSearch");
    field->setFocus();
    QTest::keyClicks(field, "line 15000 ");
    QTRY_COMPARE_WITH_TIMEOUT(f.find<RowList>("hitList")->model()->rowCount(), 1, kLong);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY(documentText(f).contains("line 15000 "));
    QTRY_COMPARE(f.find<ReadingText>("documentText")->textCursor().selectedText(),
                 QString("line 15000 "));
  }

  void invisibleCharactersAreSeenAndTheTrueTextIsCopied() {
    WindowFixture f;
    QVERIFY(f.open());
    const QString text =
        QString::fromUtf8("A\ttab, a\u00a0hard space\u200b and \u202Egnp.exe\u202C.\r\nEnd");
    QVERIFY(import(f, "odd.txt", text.toUtf8()));
    auto* view = f.find<ReadingText>("documentText");
    QTRY_COMPARE(documentText(f), text);
    // What reorders a text is never obeyed.
    QVERIFY(view->toPlainText().contains("[U+202E]gnp.exe[U+202C]"));
    QVERIFY(!view->toPlainText().contains(QChar(0x202E)));
    QVERIFY(f.click("documentInvisible"));
    const auto shown = [view] { return view->toPlainText().remove(QChar(0x200B)); };
    QTRY_VERIFY(shown().contains(QString::fromUtf8("A⇥tab,·a[U+00A0]hard·space[U+200B]")));
    QVERIFY(view->toPlainText().contains(QString::fromUtf8("␍⏎\nEnd")));
    view->setFocus();
    QTest::keyClick(view, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), text);
    // In pieces too.
    QVERIFY(f.click("documentAsPieces"));
    QTRY_VERIFY(f.text("documentNote").contains("pieces"));
    view->selectAll();
    view->copy();
    QCOMPARE(QGuiApplication::clipboard()->text(), text);
    QCOMPARE(figure(f, "corpusFigures", "Other invisible ones"), QString("4"));
  }

  void duplicatesAndWhatWasSkippedAreListed() {
    WindowFixture f;
    QVERIFY(f.open());
    const QString folder = f.folder() + "/texts";
    QVERIFY(QDir().mkpath(folder));
    for (int i = 0; i < 4; ++i)
      write(folder + QString("/%1.txt").arg(i),
            i == 1 || i == 3 ? "the same" : QByteArray::number(i));
    write(folder + "/picture.png", "x");
    write(folder + "/empty.txt", "");
    dialogs().openFolder = [folder](QWidget*, const QString&) { return folder; };
    QVERIFY(f.click("openFolder"));
    auto* list = f.find<RowList>("duplicateList");
    QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 2, kLong);
    QTRY_VERIFY(list->isVisible());
    QCOMPARE(list->model()->index(0, 0).data(excerptRole).toString(), QString("Document 2"));
    clickRow(list, 1);
    QTRY_COMPARE(f.find<QSpinBox>("dataDocumentNumber")->value(), 4);
    QTRY_COMPARE(documentText(f), QString("the same"));
    QVERIFY(f.find("help.duplicates")->isVisible() && !f.find("help.skipped")->isVisible());
    QVERIFY(f.click("lookSkipped"));
    auto* skipped = f.find<RowList>("skippedList");
    QVERIFY(skipped->isVisible());
    QVERIFY(!f.find("help.duplicates")->isVisible() && f.find("help.skipped")->isVisible());
    QCOMPARE(skipped->model()->rowCount(), 2);
    QVERIFY(f.click("skippedCopy"));
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY(copied.contains("picture.png\t"));
    QVERIFY(copied.contains("empty.txt\t"));
    QCOMPARE(copied.count('\n'), 2);
  }

  // W13: "2,..." stood where 2,000,000 had no room.
  void countsAreNeverCut() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(import(f, "many.txt", QByteArray(2'000'000, 'a') + "b"));
    auto* table = f.find<QTableView>("countsTable");
    const auto most = [&] { return table->model()->index(0, 1).data().toString(); };
    QTRY_COMPARE_WITH_TIMEOUT(most(), QString("2,000,000"), kLong);  // counted after the import
    for (const int scale : {80, 100, 150, 250}) {
      theme().setScalePercent(scale);
      QTest::qWait(50);
      for (const int column : {1, 2})
        QVERIFY2(table->columnWidth(column) >
                     QFontMetrics(table->font())
                             .horizontalAdvance(table->model()->index(0, column).data().toString()) +
                         theme().px(12),
                 qPrintable(QString("column %1 at %2 %").arg(column).arg(scale)));
    }
    theme().setScalePercent(100);
  }

  // W26: one line of text in a page 1,270 px wide, beside a list cut at 25 letters.
  void wideWindowsGiveNamesRoomAndLinesAnEnd() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(import(f, "many.txt", manyDocuments(50) + QByteArray("word ").repeated(400) + "\n\n"));
    auto* list = f.find<RowList>("documentList");
    QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 51, kLong);
    const int narrow = list->width();
    f.window().resize(1920, 1080);
    QTRY_VERIFY(list->width() >= narrow + 150);
    clickRow(list, 50);
    QTRY_VERIFY(documentText(f).startsWith("word "));
    auto* text = f.find<ReadingText>("documentText");
    const QTextLine line = text->document()->firstBlock().layout()->lineAt(0);
    QVERIFY2(line.textLength() >= 60 && line.textLength() <= 80,
             qPrintable(QString::number(line.textLength())));
    f.window().resize(1280, 800);
    QTRY_COMPARE(list->width(), narrow);
  }

  // W21: "1 captions", "1 characters".
  void oneIsNotMany() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(import(f, "one.txt", "a"));
    QTRY_COMPARE(f.text("documentNote"), QString("1 character. 1 byte."));
    QVERIFY(f.click("documentAsPieces"));
    QTRY_COMPARE(f.text("documentNote"), QString("1 byte. 1 piece."));
    QVERIFY(import(f, "two.txt", "same\n\nsame\n\n"));
    QTRY_COMPARE_WITH_TIMEOUT(f.text("lookNote"),
                              QString("One document is exactly like an earlier one."), kLong);
  }

  void lengthsAndCountsAreOfCharactersAndOfPieces() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(import(f, "letters.txt", "aaab\n\nab\n\nabc\n\n"));
    auto* table = f.find<QTableView>("countsTable");
    QTRY_COMPARE(table->model()->rowCount(), 4);  // newline, a, b, c
    QCOMPARE(table->model()->index(0, 0).data().toString(), QString("newline"));
    QCOMPARE(table->model()->index(1, 0).data().toString(), QString("a"));
    QCOMPARE(table->model()->index(1, 1).data().toString(), QString("5"));
    QVERIFY(f.click("countPieces"));
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 4, kLong);
    QTRY_COMPARE(table->model()->index(0, 0).data().toString(), QString::fromUtf8("⏎"));
    QTRY_COMPARE(figure(f, "corpusFigures", "Tokens"), QString("15"));
    QVERIFY(f.click("lengthsInTokens"));
    QVERIFY(f.find("lengthHistogram")->accessibleDescription().contains("tokens"));
    QVERIFY(f.click("lengthsInCharacters"));
    QVERIFY(f.find("lengthHistogram")->accessibleDescription().contains("characters"));
  }

  void corporaAreRenamedUndoneAndRemoved() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(import(f, "one.txt", "one"));
    QVERIFY(import(f, "two.txt", "two"));
    auto* list = f.find<RowList>("corpusList");
    QTRY_COMPARE(list->model()->rowCount(), 2);
    QTRY_COMPARE(documentText(f), QString("two"));
    clickRow(list, 0);
    QTRY_COMPARE(documentText(f), QString("one"));
    QTest::keyClick(list, Qt::Key_F2);
    auto* editor = f.find<QLineEdit>("nameEditor");
    QVERIFY(editor && editor->isVisible());
    editor->selectAll();
    QTest::keyClicks(editor, "First");
    QTest::keyClick(editor, Qt::Key_Return);
    const auto name = [&] { return f.window().library().corpus("one")->info.name; };
    QTRY_COMPARE_WITH_TIMEOUT(name(), std::string("First"), kLong);
    QTRY_COMPARE(list->model()->index(0, 0).data(excerptRole).toString(), QString("First"));
    f.window().undo().undo();
    QTRY_COMPARE_WITH_TIMEOUT(name(), std::string("one"), kLong);
    f.window().undo().redo();
    QTRY_COMPARE_WITH_TIMEOUT(name(), std::string("First"), kLong);

    QString asked;
    bool answer = false;
    dialogs().confirm = [&](QWidget*, const QString& question, const QString&) {
      asked = question;
      return answer;
    };
    QVERIFY(trigger(f, "corpusRemove"));
    QVERIFY(asked.contains("First"));
    QCOMPARE(f.window().library().workspace().corpusFolders().size(), size_t{2});
    answer = true;
    QVERIFY(trigger(f, "corpusRemove"));
    QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 1, kLong);
    QCOMPARE(f.window().library().workspace().corpusFolders().size(), size_t{1});
    QTRY_COMPARE_WITH_TIMEOUT(documentText(f), QString("two"), kLong);
  }

  void aCorpusThatTrainsIsKept() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(import(f, "one.txt", "one"));
    RunSpec spec = f.window().choices().spec();
    const auto run = prepareRun(f.window().library().workspace(), spec, "busy");
    QVERIFY(run);
    const auto lock = FileLock::acquire(*run / "lock");
    QVERIFY(lock);
    f.window().library().refresh();
    QTRY_VERIFY(!f.window().library().runs().empty());
    bool asked = false;
    dialogs().confirm = [&](QWidget*, const QString&, const QString&) { return asked = true; };
    QVERIFY(trigger(f, "corpusRemove"));
    QVERIFY(!asked);
    QVERIFY(f.text("messageWhat").contains("busy"));
    QCOMPARE(f.window().library().workspace().corpusFolders().size(), size_t{1});
  }

  void tokenizersAreInspectedAndCompared() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(import(f, "letters.txt", "the cat sat on the mat\n\nthe end\n\n"));
    QVERIFY(f.click("dataTokenizer"));
    auto* text = f.find<QPlainTextEdit>("inspectText");
    text->setFocus();
    text->selectAll();
    QTest::keyClicks(text, "a cat zz");
    auto* flow = f.find<PieceFlow>("inspectPieces");
    QTRY_COMPARE(flow->pieces(0), size_t{8});
    QTRY_COMPARE(figure(f, "textFigures", "Tokens"), QString("8"));
    QCOMPARE(figure(f, "textFigures", "Coverage"), QString("75.00 %"));
    QVERIFY(f.text("unnamed").contains(QString::fromUtf8("z × 2")));

    // Another tokenizer, trained with the form, beside the first.
    const std::string first = f.window().choices().tokenizer()->tokenizer->slug;
    auto* type = f.find<QComboBox>("tokenizer.tokenizer.type");
    QVERIFY(type);
    type->setCurrentIndex(type->findData("byte") >= 0 ? type->findData("byte") : 3);
    Q_EMIT type->activated(type->currentIndex());
    QVERIFY(f.click("trainTokenizer"));
    QTRY_VERIFY_WITH_TIMEOUT(
        f.window().choices().tokenizer() &&
            f.window().choices().tokenizer()->tokenizer->kind() == TokenizerKind::byte,
        kLong);
    QTRY_COMPARE_WITH_TIMEOUT(figure(f, "textFigures", "Coverage"), QString("100.00 %"), kLong);
    auto* menu = f.window().findChild<QMenu*>("pickBeside.menu");
    QVERIFY(menu);
    for (QAction* action : menu->actions())
      if (action->objectName() == QString::fromStdString(first)) {
        action->trigger();  // which makes the menu anew
        break;
      }
    QTRY_COMPARE(flow->pieces(1), size_t{8});
    QTRY_VERIFY(f.find("besideCard")->isVisible());
    QTRY_COMPARE(figure(f, "besideTextFigures", "Coverage"), QString("75.00 %"));

    // The vocabulary: all bytes, filtered, by count.
    auto* table = f.find<QTableView>("vocabularyTable");
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 256, kLong);
    auto* filter = f.find<QLineEdit>("vocabularyFilter");
    filter->setFocus();
    QTest::keyClicks(filter, "97");
    QTRY_VERIFY(table->model()->rowCount() > 0 && table->model()->rowCount() < 256);
    QCOMPARE(table->model()->index(0, VocabularyModel::piece).data().toString(), QString("a"));
    filter->clear();
    QTRY_COMPARE(table->model()->rowCount(), 256);
    table->sortByColumn(VocabularyModel::count, Qt::DescendingOrder);
    const auto most = [&] {
      return table->model()->index(0, VocabularyModel::count).data().toString();
    };
    QTRY_COMPARE_WITH_TIMEOUT(most(), QString("6"), kLong);
  }

  void otherPlacesAreLookedOverAndNeverWritten() {
    WindowFixture f;
    QVERIFY(f.open());
    // A teacher's share, with a corpus and its tokenizer, but no tokens.
    const fs::path share = f.folder().toStdString() + "/share";
    write(f.folder() + "/lesson.txt", "a lesson\n\nanother lesson\n\n");
    JobControl job;
    const auto made = importAndPrepare(
        {f.folder().toStdString() + "/lesson.txt"}, "Lesson", {}, nullptr,
        {share / "corpora" / "lesson", share / "tokenizers" / "lesson",
         UNMASK_BIN_DIR "/unmask-cli"},
        job);
    QVERIFY2(made, made ? "" : inEnglish(made.error()).c_str());
    fs::remove_all(share / "corpora" / "lesson" / "tokens");

    dialogs().openFolder = [&](QWidget*, const QString&) {
      return QString::fromStdString(share.string());
    };
    QTimer::singleShot(0, &f.window(), [&] {
      QVERIFY(f.click("placesAdd"));
      auto* places = f.find<RowList>("placesList");
      QTRY_COMPARE_WITH_TIMEOUT(places->model()->rowCount(), 2, kLong);
      QTRY_VERIFY_WITH_TIMEOUT(
          places->model()->index(1, 0).data(detailRole).toString().contains("Corpora: 1"), kLong);
      QVERIFY(f.click("placesAdd"));  // a second time
      QTRY_VERIFY(f.text("placesProblem").contains("already"));
      QVERIFY(f.click("placesClose"));
    });
    QVERIFY(f.click("openPlaces"));
    QTRY_VERIFY_WITH_TIMEOUT(f.window().choices().corpus() != nullptr, kLong);
    auto* list = f.find<RowList>("corpusList");
    QTRY_VERIFY(list->model()->rowCount() == 1);
    QVERIFY(list->model()->index(0, 0).data(detailRole).toString().contains("in share"));
    QTRY_VERIFY(documentText(f).startsWith("a lesson"));
    QVERIFY(!(list->model()->index(0, 0).flags() & Qt::ItemIsEditable));
    list->setFocus();
    QTest::keyClick(list, Qt::Key_F2);
    QVERIFY(!f.window().findChild<QLineEdit*>("nameEditor"));

    // Its pieces are made in the workspace.
    QVERIFY(f.click("countPieces"));
    QTRY_VERIFY_WITH_TIMEOUT(f.find("encodeCorpus")->isVisible(), kLong);
    QVERIFY(f.click("encodeCorpus"));
    auto* table = f.find<QTableView>("countsTable");
    QTRY_VERIFY_WITH_TIMEOUT(table->isVisible() && table->model()->rowCount() > 3, kLong);
    QVERIFY(!fs::exists(share / "corpora" / "lesson" / "tokens"));
    QVERIFY(!fs::exists(share / "corpora" / "lesson" / "measures"));
    QVERIFY(fs::exists(f.window().library().workspace().root() / "derived"));

    // Remembered, and no trouble when it is gone.
    f.close();
    QVERIFY(f.open());
    QTRY_VERIFY_WITH_TIMEOUT(f.window().library().corpora().size() == 1, kLong);
    f.close();
    fs::rename(share, fs::path(share.string() + "-unplugged"));
    QVERIFY(f.open());
    QTRY_VERIFY_WITH_TIMEOUT(f.window().library().complete(), kLong);
    QVERIFY(f.window().library().corpora().empty());
    QTRY_VERIFY(f.find("beginWithSample")->isVisible());
    QVERIFY(f.window().library().places()[1].problem.has_value());
  }

  // The sound ones are listed, and below them which ones are broken, and why.
  void aBrokenCorpusIsNamed() {
    WindowFixture f;
    auto workspace = Workspace::open((f.folder() + "/lab").toStdString());
    QVERIFY(workspace);
    for (const char* name : {"sound", "broken"}) {
      write(f.folder() + "/" + name + ".txt", "some words");
      JobControl job;
      QVERIFY(importText({(f.folder() + "/" + name + ".txt").toStdString()}, name, {},
                         workspace->newCorpusFolder(name), job));
    }
    QVERIFY(QFile::resize(f.folder() + "/lab/corpora/broken/text.npy", 100));
    QVERIFY(f.open());
    auto* warning = f.find<QLabel>("corpusWarning");
    QTRY_VERIFY_WITH_TIMEOUT(warning->isVisible(), kLong);
    QCOMPARE(warning->text(), QString("broken cannot be read"));
    QVERIFY2(warning->toolTip().contains("text.npy"), qPrintable(warning->toolTip()));
    QCOMPARE(f.find<RowList>("corpusList")->model()->rowCount(), 1);
    QVERIFY(QDir(f.folder() + "/lab/corpora/broken").removeRecursively());
    f.close();
    QVERIFY(f.open());
    QVERIFY(!f.find<QLabel>("corpusWarning")->isVisible());
  }

  void whatIsDraggedOverIsSaid() {
    WindowFixture f;
    QVERIFY(f.open());
    write(f.folder() + "/dropped.txt", "dropped");
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(f.folder() + "/dropped.txt")});
    const auto enter = [&] {
      QDragEnterEvent event({50, 50}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
      QApplication::sendEvent(&f.window(), &event);
      return event.isAccepted();
    };
    QVERIFY(enter());
    QVERIFY(f.find("dropOverlay")->isVisible());
    QVERIFY(f.find("dropOverlay")->accessibleName().contains("dropped.txt"));
    QDragLeaveEvent leave;
    QApplication::sendEvent(&f.window(), &leave);
    QVERIFY(!f.find("dropOverlay")->isVisible());
    QVERIFY(enter());
    QDropEvent drop(QPointF(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&f.window(), &drop);
    QVERIFY(!f.find("dropOverlay")->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(f.window().choices().corpus() != nullptr, kLong);
    QTRY_COMPARE(documentText(f), QString("dropped"));
    data.setUrls({QUrl("https://example.org/a.txt")});
    QVERIFY(!enter());
  }

  void whatWasSetIsFoundAgain() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(import(f, "many.txt", manyDocuments(300)));
    QTRY_VERIFY(documentText(f).startsWith("Document 1 "));
    auto* number = f.find<QSpinBox>("dataDocumentNumber");
    number->setFocus();
    number->selectAll();
    QTest::keyClicks(number, "42");
    QTest::keyClick(number, Qt::Key_Return);
    QTRY_VERIFY(documentText(f).startsWith("Document 42 "));
    QVERIFY(f.click("documentInvisible"));
    auto* field = f.find<QLineEdit>("documentSearch");
    field->setFocus();
    QTest::keyClicks(field, "needle");
    QTRY_COMPARE_WITH_TIMEOUT(f.find<RowList>("hitList")->model()->rowCount(), 3, kLong);
    f.close();
    QVERIFY(f.open());
    QTRY_VERIFY_WITH_TIMEOUT(documentText(f).startsWith("Document 42 "), kLong);
    QVERIFY(f.find<ReadingText>("documentText")->toPlainText().contains(QString::fromUtf8("·")));
    QTRY_COMPARE_WITH_TIMEOUT(f.find<RowList>("hitList")->model()->rowCount(), 3, kLong);
  }
};

QTEST_MAIN(DataPageTest)
#include "data_page_test.moc"
