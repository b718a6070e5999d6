# How the texts of the window are gathered for translation: for every language in
# resources/translations (cmake --build BUILD --target translations), and for the test that finds
# what cannot be translated. unmask_ui builds the .ts files into the program.
set(UNMASK_LUPDATE_ARGUMENTS
    -I ${CMAKE_SOURCE_DIR} # contexts carry the namespace only where headers are found
    -tr-function-alias QT_TRANSLATE_NOOP+=UNMASK_TEXT
    ${CMAKE_SOURCE_DIR}/ui ${CMAKE_SOURCE_DIR}/core ${CMAKE_SOURCE_DIR}/app/desktop)

file(GLOB translations CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/resources/translations/*.ts)
if(translations)
  add_custom_target(translations COMMAND Qt6::lupdate -no-obsolete -locations none
                                         ${UNMASK_LUPDATE_ARGUMENTS} -ts ${translations})
endif()
