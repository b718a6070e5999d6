# How a room becomes a library, a main a program. Sources are globbed: a file's folder is its target.

# unmask_room(NAME LINK libs... [PRECOMPILE headers...]): core/NAME -> static library unmask_NAME
function(unmask_room room)
  cmake_parse_arguments(ARG "" "" "LINK;PRECOMPILE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/core/${room}/*.cpp
       ${CMAKE_SOURCE_DIR}/core/${room}/*.h)
  add_library(unmask_${room} STATIC ${sources})
  target_include_directories(unmask_${room} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(unmask_${room} PUBLIC ${ARG_LINK})
  set_target_properties(unmask_${room} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  if(ARG_PRECOMPILE)
    target_precompile_headers(unmask_${room} PRIVATE ${ARG_PRECOMPILE})
  endif()
endfunction()

# unmask_program(NAME FOLDER LINK libs...)
function(unmask_program program folder)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp
       ${CMAKE_SOURCE_DIR}/${folder}/*.h)
  add_executable(${program} ${sources})
  target_link_libraries(${program} PRIVATE ${ARG_LINK})
endfunction()

# unmask_ui(LINK libs...): everything under ui/ and its resources
function(unmask_ui)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/ui/*.cpp ${CMAKE_SOURCE_DIR}/ui/*.h)
  file(GLOB resources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/resources/*.qrc)
  add_library(unmask_ui STATIC ${sources} ${resources})
  set_target_properties(unmask_ui PROPERTIES AUTORCC ON)
  target_include_directories(unmask_ui PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(unmask_ui PUBLIC ${ARG_LINK})
  target_precompile_headers(unmask_ui PRIVATE <QtWidgets>)
endfunction()
