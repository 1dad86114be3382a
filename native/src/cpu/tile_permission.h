// AMX tiles are 8 KB of state a thread, so Linux gives them only to processes that ask.
#ifndef NIBBLE_CPU_TILE_PERMISSION_H_
#define NIBBLE_CPU_TILE_PERMISSION_H_

namespace nibble {

// Asks for the whole process, threads and forks to come included. Empty when it is granted, else
// the reason, good for as long as the process lives.
const char* AskForTileData();

}  // namespace nibble

#endif  // NIBBLE_CPU_TILE_PERMISSION_H_
