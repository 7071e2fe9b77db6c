package dns

import (
	crypto "crypto/rand"
	"encoding/binary"
	"math/rand"
	"sync"
)

// dice are seeded: a new process does not begin with the same address as the one before.
var dice = struct {
	sync.Mutex
	*rand.Rand
}{Rand: rand.New(rand.NewSource(seed()))}

func seed() int64 {
	var b [8]byte
	// Without randomness all that is lost is an even load.
	_, _ = crypto.Read(b[:])
	return int64(binary.LittleEndian.Uint64(b[:]))
}

// shuffle spreads the load over those who bear one name.
func shuffle(answers []record) {
	if len(answers) < 2 {
		return
	}
	dice.Lock()
	defer dice.Unlock()
	dice.Shuffle(len(answers), func(i, j int) { answers[i], answers[j] = answers[j], answers[i] })
}
