package main

import (
	"os"
	"os/exec"
	"syscall"

	"perch/bar"
	"perch/config"
	"perch/internal/sysinfo"
)

// obey carries out what a click or the wheel asks for, over an item in a window.
func (p *program) obey(c bar.Command, window, item string) {
	var err error
	switch c.To {
	case bar.Agent:
		if argv := c.Argv(); argv != nil {
			p.agent.ask(argv)
		}
	case bar.Shell:
		err = start(c.Argument)
	case bar.Machine:
		err = p.change(c)
	case bar.Bar:
		switch {
		case c.Name == bar.Popup:
			p.toggle(item, window)
		case c.Name == bar.Turn && c.By == 0:
			p.popup.months = 0
		case c.Name == bar.Turn:
			p.popup.months += int(c.By)
		}
	}
	if err != nil {
		p.log(err.Error())
	}
}

// change changes the machine's volume or brightness, or tells its player.
func (p *program) change(c bar.Command) error {
	switch c.Name + " " + c.Argument {
	case config.ActMute:
		return p.machine.ChangeVolume(sysinfo.ToggleMute)
	case config.ActLouder, config.ActQuieter:
		return p.machine.ChangeVolume(sysinfo.Louder(c.By))
	case config.ActBrighter, config.ActDarker:
		return p.machine.SetBrightness(p.machine.Facts().Brightness.Level + c.By)
	case config.ActPlayPause:
		return p.machine.Play(sysinfo.PlayPause)
	case config.ActNextTrack:
		return p.machine.Play(sysinfo.Next)
	case config.ActPriorTrack:
		return p.machine.Play(sysinfo.Previous)
	}
	return nil
}

// start runs a script as the window manager's exec-and-forget does, for as long
// as it likes.
func start(script string) error {
	c := exec.Command("/bin/bash", "-c", script)
	c.Env = os.Environ()
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := c.Start(); err != nil {
		return err
	}
	go c.Wait()
	return nil
}
