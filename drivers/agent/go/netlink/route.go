package netlink

import (
	"errors"
	"fmt"
	"net/netip"
	"syscall"
)

// Route is an entry of a main routing table.
type Route struct {
	Destination string `json:"destination"` // CIDR; 0.0.0.0/0 or ::/0 for a default route
	Gateway     string `json:"gateway,omitempty"`
	Index       int32  `json:"index"` // of the link

	family, protocol uint8
	priority         uint32
}

// Routes lists the main routing tables of both families.
func Routes() ([]Route, error) {
	s, err := open()
	if err != nil {
		return nil, err
	}
	defer s.close()
	return s.routes()
}

func (s *socket) routes() ([]Route, error) {
	m := request(syscall.RTM_GETROUTE, 0, "list routes")
	m.body = make([]byte, 12)
	routes := []Route{}
	err := s.dump(m, func(kind uint16, data []byte) {
		if kind != syscall.RTM_NEWROUTE || len(data) < 12 || data[4] != syscall.RT_TABLE_MAIN {
			return
		}
		if data[7] != syscall.RTN_UNICAST {
			return
		}
		size := 4
		if data[0] == syscall.AF_INET6 {
			size = 16
		} else if data[0] != syscall.AF_INET {
			return
		}
		r, destination := Route{family: data[0], protocol: data[5]}, make([]byte, size)
		attributes(data[12:], func(kind uint16, value []byte) {
			switch kind {
			case syscall.RTA_DST:
				copy(destination, value)
			case syscall.RTA_GATEWAY:
				r.Gateway = addressText(value)
			case syscall.RTA_OIF:
				r.Index = int32(native.Uint32(value))
			case syscall.RTA_PRIORITY:
				r.priority = native.Uint32(value)
			}
		})
		r.Destination = fmt.Sprintf("%s/%d", addressText(destination), data[1])
		routes = append(routes, r)
	})
	return routes, err
}

// SetDefaultRoutes replaces the default routes of the families of gateways; the others stay. Without gateways it deletes
// those of both families. A gateway that the kernel refuses leaves its family's routes as they were.
func SetDefaultRoutes(gateways []string, link string) error {
	s, err := open()
	if err != nil {
		return err
	}
	defer s.close()
	index := int32(0)
	if link != "" {
		if len(gateways) == 0 {
			return fmt.Errorf("%w: default route by %s without a gateway", syscall.EINVAL, link)
		}
		if index, err = s.index(link); err != nil {
			return err
		}
	}
	families := map[uint8]string{}
	for _, gateway := range gateways {
		// Replaced, not deleted first: there is no moment without a route.
		m, err := defaultRoute(index, gateway, syscall.NLM_F_REPLACE)
		if err != nil {
			return err
		}
		if _, twice := families[m.body[0]]; twice {
			return fmt.Errorf("%w: second gateway %s of a family", syscall.EINVAL, gateway)
		}
		if err := s.must(m); err != nil {
			return err
		}
		families[m.body[0]] = netip.MustParseAddr(gateway).Unmap().String()
	}
	return s.dropDefaultRoutes(families, index)
}

// dropDefaultRoutes deletes the default routes of the given families (of all if none is given) except those through the
// gateways, by the link of that index unless it is 0.
func (s *socket) dropDefaultRoutes(gateways map[uint8]string, index int32) error {
	routes, err := s.routes()
	if err != nil {
		return err
	}
	for _, r := range routes {
		gateway, given := gateways[r.family]
		isDefault := r.Destination == "0.0.0.0/0" || r.Destination == "::/0"
		wanted := given && r.Gateway == gateway && (index == 0 || r.Index == index)
		if !isDefault || wanted || len(gateways) > 0 && !given {
			continue
		}
		m := request(syscall.RTM_DELROUTE, 0, "delete default route through "+r.Gateway)
		m.body = append(m.body, r.family, 0, 0, 0, syscall.RT_TABLE_MAIN, r.protocol,
			syscall.RT_SCOPE_NOWHERE, syscall.RTN_UNICAST, 0, 0, 0, 0)
		if ip, err := netip.ParseAddr(r.Gateway); err == nil {
			m.bytes(syscall.RTA_GATEWAY, ip.AsSlice())
		}
		if r.Index != 0 {
			m.u32(syscall.RTA_OIF, uint32(r.Index))
		}
		if err := s.must(m.u32(syscall.RTA_PRIORITY, r.priority)); err != nil && !errors.Is(err, syscall.ESRCH) {
			return err
		}
	}
	return nil
}

// defaultRoute makes RTM_NEWROUTE through gateway; index 0 leaves the link to the kernel.
func defaultRoute(index int32, gateway string, flags int) (*message, error) {
	ip, err := netip.ParseAddr(gateway)
	if err != nil {
		return nil, fmt.Errorf("%w: gateway %q", syscall.EINVAL, gateway)
	}
	raw, family := family(ip)
	m := request(syscall.RTM_NEWROUTE, syscall.NLM_F_CREATE|flags, "default route through "+gateway)
	m.body = append(m.body, family, 0, 0, 0, syscall.RT_TABLE_MAIN, syscall.RTPROT_BOOT,
		syscall.RT_SCOPE_UNIVERSE, syscall.RTN_UNICAST, 0, 0, 0, 0) // struct rtmsg
	m.bytes(syscall.RTA_GATEWAY, raw)
	if index != 0 {
		m.u32(syscall.RTA_OIF, uint32(index))
	}
	return m, nil
}
