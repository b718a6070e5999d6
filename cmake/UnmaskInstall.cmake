# cmake --install gives a relocatable folder: bin/ and, beside it, lib/ with LibTorch inside.
install(TARGETS unmask-cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(UNMASK_ENGINE)
  install(TARGETS unmask-worker RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
if(UNMASK_GUI)
  install(TARGETS unmask RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
