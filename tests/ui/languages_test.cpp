// A language is found among the resources, spoken from the next start on, and pages of help that it
// lacks are shown in English. The language is made here: one text, one page.
#include <QProcess>
#include <QResource>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include "ui/help/help.h"
#include "ui/shell/languages.h"
#include "ui/shell/remembered.h"
#include "ui/theme/theme.h"

using namespace unmask;

class LanguagesTest : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;

  bool write(const QString& name, const QByteArray& text) {
    QFile file(folder_.filePath(name));
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
  }

 private Q_SLOTS:
  void initTestCase() {
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder_.filePath("settings"));
    theme().setMode(ThemeMode::light);
    QVERIFY(!languages().contains("nn"));
    QVERIFY(
        write("unmask_nn.ts",
              "<!DOCTYPE TS><TS version=\"2.1\" language=\"nn\"><context><name>main</name><message>"
              "<source>A workbench for self-supervised training.</source>"
              "<translation>Ein verkstad.</translation></message></context></TS>"));
    QVERIFY(write("loss.md", "# Tap\n\nMålet.\n"));
    QVERIFY(write("made.qrc",
                  "<RCC><qresource prefix=\"/unmask\">"
                  "<file alias=\"translations/unmask_nn.qm\">unmask_nn.qm</file>"
                  "<file alias=\"help/nn/loss.md\">loss.md</file></qresource></RCC>"));
    const QString qm = folder_.filePath("unmask_nn.qm"), rcc = folder_.filePath("made.rcc");
    QCOMPARE(QProcess::execute(UNMASK_LRELEASE,
                               {"-silent", folder_.filePath("unmask_nn.ts"), "-qm", qm}),
             0);
    QCOMPARE(
        QProcess::execute(UNMASK_RCC, {"--binary", folder_.filePath("made.qrc"), "-o", rcc}), 0);
    QVERIFY(QResource::registerResource(rcc));
  }

  void englishIsTheBeginning() {
    QCOMPARE(spokenLanguage(), QString("en"));
    QVERIFY(helpTitle("loss") != "Tap");
    QVERIFY(languages().contains("nn"));
    QVERIFY(languageName("nn").contains("nynorsk"));
  }

  void anUnknownChoiceStaysEnglish() {
    remembered().setValue("window/language", "tlh");
    speakLanguage();
    QCOMPARE(spokenLanguage(), QString("en"));
  }

  void theChosenLanguageIsSpokenWithItsHelp() {
    const QString english = helpText("batch");
    const QStringList terms = helpTerms();
    QVERIFY(!english.isEmpty());
    remembered().setValue("window/language", "nn");
    speakLanguage();
    QCOMPARE(spokenLanguage(), QString("nn"));
    QCOMPARE(
        QCoreApplication::translate("main", "A workbench for self-supervised training."),
        QString("Ein verkstad."));
    QCOMPARE(helpTitle("loss"), QString("Tap"));
    QCOMPARE(helpText("batch"), english);  // not translated
    const QStringList now = helpTerms();  // the same, sorted by other titles
    QCOMPARE(QSet<QString>(now.begin(), now.end()), QSet<QString>(terms.begin(), terms.end()));
  }
};

QTEST_MAIN(LanguagesTest)
#include "languages_test.moc"
