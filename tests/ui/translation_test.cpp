// Every text of the window can be translated and has room for it: lupdate gathers the texts of ui/
// and core/, each is put into a made-up language (pseudo_translation.h), and the window that speaks
// it, empty, filled, with runs in every state and with its dialogs, must show no plain letter
// beside the person's own. That person writes digits only.
//
// Help pages are Markdown files of their own and are not part of this.
#include <QDialog>
#include <QListWidget>
#include <QMenu>
#include <QTableView>

#include "core/base/platform.h"
#include "tests/ui/cut_controls.h"
#include "tests/ui/filled_window.h"
#include "tests/ui/pseudo_translation.h"
#include "tests/ui/shown_texts.h"
#include "ui/data/look_dialog.h"
#include "ui/help/help.h"
#include "ui/help/shortcuts.h"
#include "ui/train/run_view.h"
#include "ui/train/run_words.h"
#include "ui/train/train_page.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/full_card.h"
#include "ui/widgets/parts.h"

using namespace unmask;

namespace {

constexpr int kLong = 180'000;

// Plain letters that need no translation, each with its reason.
struct Allowed {
  const char* pattern;
  const char* reason;
};
constexpr Allowed kAllowed[] = {
    {R"((?:<|&lt;)0x[0-9A-F]{2}(?:>|&gt;))", "pieces of one byte"},
    {R"(</?[a-z][^<>]*>|&[a-z]+;)", "marks of rich text"},
    {R"((?:^|(?<=[\s\["]))/[\w./-]+)", "paths"},
    {R"(\b(?:Ctrl|Alt|Shift)\+[\w+]+|\bF\d+\b|\b(?:Esc|Space|PgDown|PgUp|Del|Ins|Return|Enter)\b|)"
     R"(\b(?:Left|Right|Up|Down|Home|End|Backspace|Tab)\b)",
     "keys, which Qt names"},
    {R"(\de[+-]\d+)", "powers of ten"},
    {R"(\b\d[\d.,]* (?:bytes|kB|MB|GB|TB)\b)", "sizes, which QLocale writes"},
    {R"(\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|\b[A-Z][a-z]+day\b|\bUTC\b)",
     "days and months, which QLocale writes"},
    {R"(\b(?:data|model|train|objective|samples|import|tokenizer)\.\w+|^objective(?=:|$))",
     "settings as --set names them"},
    {R"(\b(?:GPT|BERT|T5|BART|SimCLR|MAE|VQ-VAE|BEiT|CLIP|ALBEF|fp32|bf16|CPU|cpu)\b)",
     "names of the field"},
    {R"(\b(?:Radford|Devlin|Raffel|Lewis|Chen|He|van den Oord|Bao|Li) et al\.)", "authors"},
    {R"(\b(?:input_ids|labels|attention_mask|decoder_input_ids|int64|uint8|bool)\b)",
     "arrays and their types, as exported"},
    {R"(\[(?:MASK|PAD|CLS|SEP|END|S\d+)\])", "pieces with names of their own"},
    {R"(\b(?:utf-(?:8|16|32)[bl]?e?|windows-\d+|iso-[\d-]+(?:jp)?|koi8-[ru]|ibm866|macintosh|)"
     R"(shift_jis|euc-jp|gb18030|big5)\b)",
     "names of encodings"},
    {R"(\b[0-9a-f]{8,}\b)", "hashes"},
    {R"(\[?\bU\+[0-9A-F]{1,6}\]?)", "code points, also of this language's marks made visible"},
    {R"(\b31\.txt\b|\blab\b)", "names of the corpus's file and of the workspace"},
};

// Texts of other origin, by where they stand.
constexpr Allowed kForeign[] = {
    {"helpPane ", "a page of help"},
    {"helpPane/helpTitle", "a page of help"},
    {"helpPane/helpText", "a page of help"},
    {"helpWindow/helpPage", "a page of help"},
    {"helpWindow/helpList", "titles of pages of help"},
    {"aboutRows/unmask::WrappedLabel", "names and versions"},
    {"runLogText", "what the worker logged"},
    {"samplesCard/sampleChosen", "what the model wrote"},
};

class Findings {
 public:
  void look(QWidget& window, const QString& view) {
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    for (const ShownText& shown : ShownTexts(window).all) judge(view, shown);
    for (const QString& line : cutControls(window)) add(view + ": cut: " + line);
  }
  void judge(const QString& view, const ShownText& shown) {
    static const QRegularExpression letter("[A-Za-z]");
    const QString key = shown.place.section(' ', 0, 0) + shown.text + (shown.drawn ? "!" : "");
    if (judged_.contains(key)) return;
    judged_.insert(key);
    // Beside a whole text stands a line break, or another one: else the rest belongs into it.
    static const QRegularExpression glued(
        "[^.!?~]⟧[:;(] ?[^\u00a0]|[^.!?~]⟧ [^·\\s]|[^.!?~⟧,·\\n] ⟦|[\\w(]⟦");
    if (shown.text.contains(letter) && bare(shown).contains(letter))
      add(line(view, "not translated", shown));
    if (!shown.drawn && !isForeign(shown) && outermost(shown.text).contains(glued))
      add(line(view, "glued together", shown));
    if (shown.drawn && !shown.whole && !shown.place.contains("hitList") &&
        !shown.place.contains("skippedList") &&
        shown.text.contains(QChar(0x2026)))
      add(line(view, "shortened", shown));
  }
  // "⟦Loss, ⟦nats⟧⟧: 3" is "⟦s⟧: 3".
  static QString outermost(const QString& text) {
    QString kept, inner;
    int depth = 0;
    for (const QChar c : text) {
      if (c == kOpen) {
        if (depth++ == 0) inner.clear();
      } else if (c == kClose) {
        if (--depth == 0) kept += "⟦" + inner.right(1) + "⟧";
      } else {
        (depth > 0 ? inner : kept) += c;
      }
    }
    return kept;
  }
  static bool isForeign(const ShownText& shown) {
    return std::any_of(std::begin(kForeign), std::end(kForeign), [&](const Allowed& foreign) {
      return shown.place.contains(foreign.pattern);
    });
  }
  // What is left of a text without that which needs no translation.
  static QString bare(const ShownText& shown) {
    if (isForeign(shown)) return {};
    QString rest = shown.text;
    rest.remove(QString::fromStdString(cpuName()));
    static const auto allowed = [] {
      QList<QRegularExpression> made;
      for (const auto& [pattern, reason] : kAllowed)
        made << QRegularExpression(QString::fromLatin1(pattern));
      return made;
    }();
    for (const QRegularExpression& pattern : allowed) rest.remove(pattern);
    if (shown.place.contains("/help."))  // a mark of a page of help, which names it
      for (const QString& term : helpTerms()) rest.remove(helpTitle(term) + "?");
    return rest;
  }
  // The same text is told once.
  QStringList lines;

 private:
  static QString line(const QString& view, const QString& fault, const ShownText& shown) {
    return QString("%1: %2: %3: \"%4\"").arg(view, fault, shown.place, shown.text.left(300));
  }
  void add(const QString& line) {
    const QString told = line.section(": ", 1, 1) + line.section(": ", 3);
    if (seen_.contains(told)) return;
    seen_.insert(told);
    lines << QString(line).replace(kOpen, QString("⟦")).replace(kClose, QString("⟧"));
  }
  QSet<QString> judged_, seen_;
};

bool ran(const QString& program, const QStringList& arguments, QByteArray& said) {
  QProcess process;
  process.setProcessChannelMode(QProcess::MergedChannels);
  process.start(program, arguments);
  const bool done = process.waitForFinished(120'000);
  said = process.readAll();
  return done && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
}

}  // namespace

class TranslationTest : public QObject {
  Q_OBJECT

 public:
  static void initMain() { qputenv("QTEST_FUNCTION_TIMEOUT", "570000"); }

 private:
  QTemporaryDir folder_;
  PseudoTranslator translator_;
  Findings found_;

  void tell() {
    const QStringList lines = std::exchange(found_.lines, {});
    for (const QString& line : lines) qWarning("%s", qPrintable(line));
    QVERIFY2(lines.isEmpty(), qPrintable(QString("%1 texts").arg(lines.size())));
  }
  void look(WindowFixture& f, const QString& view) { found_.look(f.window(), view); }

  // Opens a dialog that waits for its end, looks at it and shuts it.
  template <class Open>
  void inDialog(const QString& view, const Open& open) {
    bool seen = false;
    QTimer watch;
    QObject::connect(&watch, &QTimer::timeout, [&] {
      QWidget* dialog = QApplication::activeModalWidget();
      if (!dialog) return;
      watch.stop();
      seen = true;
      found_.look(*dialog, view);
      dialog->close();
    });
    watch.start(50);
    open();
    QVERIFY2(QTest::qWaitFor([&] { return seen; }, 5000), qPrintable(view + " did not open"));
  }

  // Text of digits, in documents of a few lines, one of them twice.
  static QString writeCorpus(WindowFixture& f) {
    const QString path = f.folder() + "/31.txt";
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return {};
    for (int i = 0; i < 120; ++i)
      file.write(QString("%1 + %2 = %3.\n%4 · 7 = %5.\n\n")
                     .arg(i % 50)
                     .arg(i % 50 + 3)
                     .arg(i % 50 + i % 50 + 3)
                     .arg(i % 50)
                     .arg(i % 50 * 7)
                     .toUtf8());
    file.write("\xff\n\n");  // something to be listed as not taken
    return path;
  }
  bool import(WindowFixture& f) {
    const QString path = writeCorpus(f);
    dialogs().openFiles = [this, path](QWidget*, const QString& title, const QString& filter) {
      found_.judge("open files", {"title", title, false, false});
      QString kinds = filter;  // "Text (*.txt ...)": patterns are no words
      found_.judge("open files",
                   {"filter", kinds.remove(QRegularExpression("\\([^)]*\\)")), false, false});
      return QStringList{path};
    };
    if (!f.click(f.window().library().corpora().empty() ? "openFiles" : "dataOpenFiles"))
      return false;
    // Its last bytes are no UTF-8, so it is looked at first.
    LookDialog* before = nullptr;
    if (!QTest::qWaitFor(
            [&] {
              before = f.window().findChild<LookDialog*>();
              return before && before->isVisible();
            },
            kLong))
      return false;
    found_.look(*before, "Before the import");
    QTest::mouseClick(before->findChild<QPushButton*>("lookImport"), Qt::LeftButton);
    return QTest::qWaitFor(
               [&] {
                 return f.window().choices().corpus() && f.window().choices().tokenizer() &&
                        !f.window().jobs().busy();
               },
               kLong);
  }
  bool fillWithRun(WindowFixture& f) {
    if (!f.click("goData") || !import(f)) return false;
    const std::string corpus = f.window().choices().corpus()->info.slug;
    writeRun(f.window().library().workspace().root(),
             {.slug = "20261101-120000-next-token-31",
              .name = "1",
              .corpus = corpus,
              .endText = "Finished after %1 steps.",
              .change = [&](RunSpec& spec) { spec.tokenizer.slug = corpus; }});
    f.window().library().refresh();
    return QTest::qWaitFor([&] { return f.window().library().runs().size() == 1; }, 10'000);
  }

 private Q_SLOTS:
  void initTestCase() {
    for (const char* tool : {UNMASK_LUPDATE, UNMASK_LRELEASE})
      if (!QFile::exists(tool))
        QSKIP(qPrintable(QString("%1 is missing: install qt6-l10n-tools").arg(tool)));
    const QString gathered = folder_.filePath("gathered.ts"), ts = folder_.filePath("unmask_de.ts"),
                  qm = folder_.filePath("unmask_de.qm");
    QByteArray said;
    QVERIFY2(ran(UNMASK_LUPDATE,
                 QString(UNMASK_LUPDATE_ARGUMENTS).split('|') +
                     QStringList{"-target-language", "de", "-ts", gathered},
                 said),
             said);
    // A text outside a class that Qt knows would be looked up under another name than its entry's.
    for (const QByteArray& line : said.split('\n'))
      QVERIFY2(!line.contains(".cpp:") && !line.contains(".h:"), line);
    QFile in(gathered), out(ts);
    QVERIFY(in.open(QIODevice::ReadOnly) && out.open(QIODevice::WriteOnly));
    translateAll(in, out);
    out.close();
    QVERIFY2(ran(UNMASK_LRELEASE, {ts, "-qm", qm}, said), said);
    qInfo("%s", said.constData());
    QVERIFY(!said.contains("unfinished translation") && translator_.load(qm));
    QCoreApplication::installTranslator(&translator_);
    dialogs().confirm = [this](QWidget*, const QString& question, const QString& yes) {
      found_.judge("confirm", {"question", question, false, false});
      found_.judge("confirm", {"yes", yes, false, false});
      return false;
    };
  }

  void cleanup() { found_.lines.clear(); }

  void pseudoTextKeepsWhatIsNoWord() {
    QCOMPARE(pseudoText("%1 %"), QString("%1\u00a0%"));
    const QString made = pseudoText("&Open <b>%1</b>… (Ctrl+O), see [more](term:loss)");
    for (const char* kept : {"&", "<b>%1</b>", "(Ctrl+O)", "](term:loss)"})
      QVERIFY2(made.contains(kept), qPrintable(made));
    QVERIFY(made.startsWith(kOpen) && made.endsWith(kClose));
    const QFontMetrics metrics(theme().font());
    QCOMPARE(metrics.horizontalAdvance(made), metrics.horizontalAdvance(made.mid(1).chopped(1)));
    QVERIFY(!made.contains("pen") && !made.contains("more"));
  }

  void everyPageWhileEmpty() {
    WindowFixture f;
    QVERIFY(f.open());
    eachPage(f, [&](const QString& page) { look(f, page + ", empty"); });
    tell();
  }

  void dataPage() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(f.click("goData"));
    inDialog("How files are read", [&] { f.click("importHow"); });
    inDialog("Places", [&] { f.click("openPlaces"); });
    QVERIFY(import(f));
    look(f, "Data");
    for (const char* control : {"documentAsPieces", "documentInvisible", "countPieces",
                                "lengthsInTokens", "lookDuplicates", "lookSkipped"}) {
      if (!f.find(control)->isVisible()) continue;
      QVERIFY(f.click(control));
      QTest::qWait(200);
      look(f, QString("Data, ") + control);
    }
    QTest::keyClicks(f.find<QLineEdit>("documentSearch"), "12");
    QTRY_VERIFY(!f.text("searchFound").isEmpty());
    look(f, "Data, search");
    QTest::keyClicks(f.find<QLineEdit>("documentSearch"), "99999999");
    QTest::qWait(300);
    look(f, "Data, search in vain");
    QVERIFY(f.click("dataTokenizer"));
    QTest::qWait(300);
    look(f, "Data, tokenizers");
    f.find<QPlainTextEdit>("inspectText")->setPlainText("12 + 3");
    QTest::qWait(300);
    look(f, "Data, a tokenizer inspected");
    QVERIFY(f.click("dataCorpus"));
    inDialog("Sources", [&] { f.click("corpusSources"); });
    const auto trigger = [&](const char* name) { f.window().findChild<QAction*>(name)->trigger(); };
    trigger("corpusRemove");
    trigger("tokenizerRemove");
    tell();
  }

  void pretextPage() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(f.click("goData"));
    QVERIFY(import(f));
    QVERIFY(f.click("goPretext"));
    for (const char* objective : {"next-token", "masked-lm", "span-corruption", "denoising"}) {
      const QString name = QString("Pretext, ") + objective;
      QVERIFY(f.click(QString("objective.") + objective));
      QVERIFY(f.click("modeItem"));
      auto* sentence = f.find<QLineEdit>("sentence");
      if (!sentence->isVisible()) QVERIFY(f.click("itemTyped"));
      sentence->setText("12 + 34 = 46. 7 · 8 = 56. 1 + 1 = 2.");
      QTest::qWait(600);
      look(f, name + ", a sentence");
      if (f.find("sentenceAll")->isVisible()) {
        QVERIFY(f.click("sentenceAll"));
        QTest::qWait(200);
        look(f, name + ", all examples");
        for (QDialog* dialog : f.window().findChildren<QDialog*>()) dialog->close();
      }
      QVERIFY(f.click("coverAnswers"));
      QTest::qWait(200);
      look(f, name + ", covered");
      QVERIFY(f.click("coverAnswers"));
      if (f.find("pretextWalk")->isVisible() && f.find("pretextWalk")->isEnabled())
        QVERIFY(f.click("pretextWalk"));
      for (int step = 0; step < 4; ++step) {
        QTest::qWait(200);
        look(f, name + ", walk");
        if (!f.find("walkOn")->isVisible() || !f.find("walkOn")->isEnabled()) break;
        QVERIFY(f.click("walkOn"));
      }
      if (f.find("walkLeave")->isVisible()) QVERIFY(f.click("walkLeave"));
      QVERIFY(f.click("tensorsOpen"));
      QTest::qWait(300);
      look(f, name + ", tensors");
      for (QDialog* dialog : f.window().findChildren<QDialog*>()) dialog->close();
      QVERIFY(f.click("itemFromCorpus"));
      QTest::qWait(300);
      look(f, name + ", a document");
      QVERIFY(f.click("modeBatch"));
      QTest::qWait(600);
      look(f, name + ", a batch");
    }
    tell();
  }

  void trainAndRuns() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(f.click("goData"));
    QVERIFY(import(f));
    const std::string corpus = f.window().choices().corpus()->info.slug;
    const auto root = f.window().library().workspace().root();
    const auto ofThisCorpus = [&](RunSpec& spec) { spec.tokenizer.slug = corpus; };
    struct {
      const char* end;
      const char* text;
    } const kEnds[] = {{"finished", "Finished after %1 steps."},
                       {"stopped", "Stopped at step %1."},
                       {"failed", "The batch of step %1 has nothing to predict."},
                       {"", ""}};
    int number = 0;
    for (const auto& [end, text] : kEnds) {
      ++number;
      writeRun(root, {.slug = "2026110" + std::to_string(number) + "-120000-next-token-31",
                      .name = number == 2 ? "" : std::to_string(number),
                      .objective = number == 3 ? "masked-lm" : "next-token",
                      .corpus = corpus,
                      .steps = 100 * number,
                      .end = end,
                      .endText = text,
                      .change = ofThisCorpus});
    }
    f.window().library().refresh();
    QTRY_COMPARE(f.window().library().runs().size(), size_t{4});
    QVERIFY(f.click("goTrain"));
    QTest::qWait(400);
    look(f, "Train, new");
    for (const RunSummary& run : f.window().library().runs()) {
      f.window().choices().setRun(run.folder);
      RunView* view = f.window().findChild<TrainPage*>()->runView();
      QTRY_VERIFY(view->record().series("loss/train")->size() >= 100);
      QTest::qWait(400);
      look(f, "Run, " + stateName(run.state));
    }
    QVERIFY(f.click("runAgain"));
    QTest::qWait(400);
    f.window().choices().spec().model.width = 64;
    f.window().choices().settingsEdited();
    QTest::qWait(300);
    look(f, "Train, from a run");
    QVERIFY(f.click("goRuns"));
    QTest::qWait(400);
    auto* table = f.find<QTableView>("runsTable");
    for (int row = 0; row < 4; ++row) {
      table->selectRow(row);
      QTest::qWait(200);
      look(f, QString("Runs, row %1").arg(row));
    }
    for (int row = 0; row < 3; ++row)
      table->model()->setData(table->model()->index(row, 0), Qt::Checked, Qt::CheckStateRole);
    QTest::qWait(500);
    look(f, "Runs, compared");
    QVERIFY(f.click("compareSettings"));
    QTest::qWait(200);
    look(f, "Runs, settings compared");
    QVERIFY(f.click("runsRemove"));
    tell();
  }

  void everyCardFull() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(fillWithRun(f));
    eachPage(f, [&](const QString& page) {
      for (Card* card : f.window().findChildren<Card*>()) {
        if (!card->isVisible()) continue;
        FullCard* full = FullCard::of(&f.window());
        full->enter(card);
        QTest::qWait(150);
        found_.look(*full, page + ", full: " + card->heading()->text());
        full->leave();
      }
    });
    tell();
  }

  void helpAndAbout() {
    WindowFixture f;
    QVERIFY(f.open());
    const auto trigger = [&](const char* name) { f.window().findChild<QAction*>(name)->trigger(); };
    trigger("about");
    QTest::qWait(500);
    look(f, "About");
    f.find<QDialog>("about")->close();
    trigger("helpKeyboard");
    look(f, "Help");
    for (const ShortcutEntry& entry : shortcutsOf(&f.window())) {
      found_.judge("Keys", {"place", entry.where, false, false});
      found_.judge("Keys", {"what", entry.what, false, false});
    }
    f.find<QDialog>("helpWindow")->close();
    showHelp("loss", f.find("goData"));
    look(f, "Help on a term");
    tell();
  }

  // A real worker's own words.
  void aLiveRun() {
    if (!std::filesystem::exists(workerProgram()))
      QSKIP("built without the engine: no unmask-worker beside this program");
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(f.click("goData"));
    QVERIFY(import(f));
    QVERIFY(f.click("goTrain"));
    RunSpec& spec = f.window().choices().spec();
    spec.model.layers = 1;
    spec.model.heads = 2;
    spec.model.width = 32;
    spec.train.steps = 50'000;
    spec.train.evalEvery = 200;
    spec.train.evalBatches = 1;
    f.window().choices().settingsEdited();
    QVERIFY(f.click("startTraining"));
    look(f, "Run, starting");
    RunView* view = f.window().findChild<TrainPage*>()->runView();
    QTRY_VERIFY_WITH_TIMEOUT(view->record().series("loss/validation")->size() > 2, kLong);
    look(f, "Run, running");
    QVERIFY(f.click("runLearningRate"));
    auto* rate = f.find<QLineEdit>("rateDialog.value");
    look(f, "Learning rate");
    for (const char* typed : {"-1", "0.0004"}) {
      rate->selectAll();
      QTest::keyClicks(rate, typed);
      look(f, "Learning rate, another");
    }
    QTest::keyClick(rate, Qt::Key_Return);
    f.window().findChild<QAction*>("runExtend")->trigger();
    look(f, "Extend");
    f.find<QDialog>("extendDialog")->close();
    QVERIFY(f.click("runPause"));
    QTRY_COMPARE_WITH_TIMEOUT(view->state(), RunState::paused, kLong);
    look(f, "Run, paused");
    QVERIFY(f.click("runStop"));
    QTRY_COMPARE_WITH_TIMEOUT(view->state(), RunState::stopped, kLong);
    look(f, "Run, stopped");
    auto* prompt = f.find<QLineEdit>("askText");
    QTest::keyClicks(prompt, "12");
    QTest::keyClick(prompt, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(f.find<QLabel>("answer")->accessibleName().startsWith("12"), kLong);
    look(f, "Run, asked");
    tell();
  }

  // Every state of a run, in trouble too.
  void everyStateHasWords() {
    for (int state = 0; state <= static_cast<int>(RunState::failedToStart); ++state)
      for (const bool stopping : {false, true}) {
        RunFacts facts;
        facts.state = static_cast<RunState>(state);
        facts.total = 2000;
        facts.secondsLeft = 3700;
        facts.stopping = stopping;
        const RunWords words = wordsFor(facts);
        for (const QString& text :
             {words.progress, words.what, words.problem, stateName(facts.state)})
          found_.judge("state", {QString::number(state), text, false, false});
      }
    tell();
  }

  // Last: what the window asked the translation for and did not get.
  void nothingWasAskedForInVain() {
    for (const QString& missed : translator_.missed())
      found_.judge("asked for", {"text", missed, false, false});
    tell();
  }
};

QTEST_MAIN(TranslationTest)
#include "translation_test.moc"
