// Span corruption and denoising in the Pretext page: what is drawn is the example, joined as it was
// made; a batch's examples are those of training; the step-through brings side after side.
#include <QLineEdit>

#include "core/corpus/encode.h"
#include "core/dataset/batches.h"
#include "tests/ui/window_fixture.h"
#include "ui/pretext/pretext_page.h"
#include "ui/widgets/both_sides.h"

using namespace unmask;

namespace {

constexpr int kLong = 60'000;

}  // namespace

class BothSidesTest : public QObject {
  Q_OBJECT

  std::unique_ptr<WindowFixture> f_;

  Choices& choices() { return f_->window().choices(); }
  BothSides& sides(int at = 0) { return *f_->find<BothSides>(QString("bothSides.%1").arg(at)); }
  // The shown texts of one side.
  QStringList texts(BothSides::Side side, int at = 0) {
    QStringList texts;
    for (const BothSides::Chip& chip : sides(at).chips())
      if (chip.side == side) texts << chip.text;
    return texts;
  }
  QStringList named(const std::vector<int64_t>& ids) {
    QStringList names;
    for (const int64_t id : ids)
      names << QString::fromStdString(displayPiece(*choices().tokenizer()->tokenizer, id));
    return names;
  }
  // The objective's own draws of the sentence are there.
  bool choose(const QString& objective) {
    const QString end = objective == "denoising" ? "[SEP]" : "[END]";
    return f_->click("modeItem") && f_->click("objective." + objective) &&
           QTest::qWaitFor(
               [&] {
                 return f_->window().findChild<BothSides*>() && sides().isVisible() &&
                        texts(BothSides::target).value(texts(BothSides::target).size() - 1) == end;
               },
               kLong);
  }

 private Q_SLOTS:
  void initTestCase() {
    f_ = std::make_unique<WindowFixture>();
    QVERIFY(f_->open());
    QVERIFY(f_->click("goData"));
    QVERIFY(f_->click("sample.arithmetic"));
    QTRY_VERIFY_WITH_TIMEOUT(choices().corpus() && choices().tokenizer(), kLong);
    QTRY_VERIFY_WITH_TIMEOUT(!f_->window().jobs().busy(), kLong);
    QVERIFY(f_->click("goPretext"));
  }
  void cleanupTestCase() { f_.reset(); }

  void aTypedSentenceComesBackWhole_data() {
    QTest::addColumn<QString>("objective");
    for (const char* objective : {"span-corruption", "denoising"})
      QTest::newRow(objective) << objective;
  }

  // Putting each span's pieces where its mark stands gives the sentence back.
  void aTypedSentenceComesBackWhole() {
    QFETCH(const QString, objective);
    QVERIFY(choose(objective));
    auto* sentence = f_->find<QLineEdit>("sentence");
    sentence->setFocus();
    sentence->selectAll();
    QTest::keyClicks(sentence, "12+34=46 and 5*6=30");
    QTRY_VERIFY_WITH_TIMEOUT(texts(BothSides::pieces).join("").contains("12+34=46"), kLong);
    QVERIFY(!sides().summary().isEmpty());
    QCOMPARE(f_->text("spanSummary.0"), sides().summary());
    int hidden = 0;
    for (const BothSides::Joint& joint : sides().joints()) {
      if (joint.span < 0) continue;
      const BothSides::Chip &mark = sides().chips()[joint.from], &place = sides().chips()[joint.to];
      QCOMPARE(mark.side, BothSides::input);
      QCOMPARE(place.side, BothSides::target);
      QCOMPARE(mark.span, place.span);
      ++hidden;
    }
    QVERIFY(hidden > 0);
    // Text infilling keeps what it shows and asks for everything; T5 asks for what it hid alone.
    const auto pieces = texts(BothSides::pieces), target = texts(BothSides::target);
    int asked = 0;
    for (const BothSides::Chip& chip : sides().chips())
      asked += chip.side == BothSides::target && !chip.special;
    int masked = 0;
    for (const BothSides::Chip& chip : sides().chips())
      masked += chip.side == BothSides::pieces && chip.span >= 0;
    QCOMPARE(asked, objective == "denoising" ? 19 : masked);
    QVERIFY(masked > 0);
    QVERIFY(target.join("").endsWith(objective == "denoising" ? "[SEP]" : "[END]"));
  }

  void aBatchIsTheTrainers_data() { aTypedSentenceComesBackWhole_data(); }

  void aBatchIsTheTrainers() {
    QFETCH(const QString, objective);
    QVERIFY(choose(objective));
    f_->window().findChild<PretextPage*>()->showBatch(7);
    const auto tokens = tokenFolder(f_->window().library().workspace().root(),
                                    choices().corpus()->folder, choices().corpus()->info,
                                    *choices().tokenizer()->tokenizer);
    const auto batches = Batches::open(choices().spec(), tokens, Access::pread);
    QVERIFY(batches.has_value());
    const auto batch = batches->training(7, 0);
    QVERIFY(batch.has_value());
    for (int at = 0; at < 2; ++at) {
      const Example& example = batch->examples[static_cast<size_t>(at)];
      QTRY_COMPARE_WITH_TIMEOUT(texts(BothSides::target, at), named(example.labels), kLong);
      QStringList input = named(example.inputIds);
      while (input.last() == "[PAD]") input.removeLast();  // is not drawn
      QCOMPARE(texts(BothSides::input, at), input);
      QCOMPARE(texts(BothSides::pieces, at), named(example.pieces));
    }
  }

  // The table of rates counts what the training examples themselves show.
  void ratesAreMeasured_data() { aTypedSentenceComesBackWhole_data(); }
  void ratesAreMeasured() {
    QFETCH(const QString, objective);
    QVERIFY(choose(objective));
    QTRY_VERIFY_WITH_TIMEOUT(f_->find("ratesCard")->isVisible(), kLong);
    const auto measured = [&](const char* id) {
      const QString text = f_->text(QString("measured.") + id);
      return text.startsWith("!") ? -1 : text.section(' ', 0, 0).toDouble();
    };
    QTRY_VERIFY_WITH_TIMEOUT(measured("span") > 0, kLong);
    const auto tokens = tokenFolder(f_->window().library().workspace().root(),
                                    choices().corpus()->folder, choices().corpus()->info,
                                    *choices().tokenizer()->tokenizer);
    const auto batches = Batches::open(choices().spec(), tokens, Access::pread);
    QVERIFY(batches.has_value());
    // Pieces that stand nowhere in the input are hidden.
    double hidden = 0, pieces = 0;
    for (uint64_t step = 0; step < 100; ++step) {
      const auto batch = batches->training(step, 0);
      QVERIFY(batch.has_value());
      for (const Example& example : batch->examples) {
        const auto& sources = example.decoder.inputSources;
        const auto reserved = static_cast<size_t>(objective == "denoising" ? 2 : 0);
        pieces += static_cast<double>(example.pieces.size() - reserved);
        hidden += static_cast<double>(example.pieces.size());
        hidden -= static_cast<double>(std::ranges::count_if(
            sources, [](size_t source) { return source != DecoderSide::kNowhere; }));
      }
    }
    const double share = 100 * hidden / pieces;
    QVERIFY2(std::abs(measured("hidden") - share) < 0.5,
             qPrintable(QString("%1, not %2").arg(measured("hidden")).arg(share)));
    QVERIFY(std::abs(measured("span") - 3) < 0.5);  // T5: 10 tokens in 3 spans
    if (objective == "denoising") QVERIFY(f_->text("measured.moved").endsWith("%"));
  }

  void aPresenterStepsThrough_data() { aTypedSentenceComesBackWhole_data(); }

  void aPresenterStepsThrough() {
    QFETCH(const QString, objective);
    QVERIFY(choose(objective));
    const auto hidden = [&] {
      const auto& chips = sides().chips();
      return std::count_if(chips.begin(), chips.end(), [](const BothSides::Chip& chip) {
        return chip.side == BothSides::pieces && chip.span >= 0;
      });
    };
    const auto pieces = texts(BothSides::pieces), input = texts(BothSides::input),
               target = texts(BothSides::target);
    const auto all = hidden();
    QVERIFY(all > 0);
    QVERIFY(f_->click("pretextWalk"));
    QCOMPARE(hidden(), 0);
    QCOMPARE(texts(BothSides::pieces), pieces);
    QVERIFY(texts(BothSides::input).isEmpty() && sides().joints().empty());
    QVERIFY(!f_->find("spanSummary.0")->isVisible());
    QTest::keyClick(f_->window().focusWidget(), Qt::Key_Space);
    QCOMPARE(hidden(), all);
    QVERIFY(texts(BothSides::input).isEmpty());
    QTest::keyClick(f_->window().focusWidget(), Qt::Key_PageDown);
    QCOMPARE(texts(BothSides::input), input);
    QVERIFY(texts(BothSides::target).isEmpty());
    QVERIFY(f_->text("walkSentence").contains(objective == "denoising" ? "[MASK]" : "sentinel"));
    QTest::keyClick(f_->window().focusWidget(), Qt::Key_Space);
    QCOMPARE(texts(BothSides::target), target);
    QTest::keyClick(f_->window().focusWidget(), Qt::Key_PageUp);
    QVERIFY(texts(BothSides::target).isEmpty());
    QTest::keyClick(f_->window().focusWidget(), Qt::Key_Escape);
    QTRY_COMPARE(texts(BothSides::target), target);
  }
};

QTEST_MAIN(BothSidesTest)
#include "both_sides_test.moc"
