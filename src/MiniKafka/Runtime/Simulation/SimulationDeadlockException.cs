namespace MiniKafka.Runtime.Simulation;

/// <summary>Nothing can run and no timer is armed, yet the simulation's main task has not finished: it waits for ever.</summary>
internal sealed class SimulationDeadlockException(TimeSpan elapsed, IEnumerable<string> loops)
    : InvalidOperationException(
        $"The simulation is stuck after {elapsed} of virtual time: nothing is runnable, no timer is armed and the main task has not finished. Loops: {string.Join(", ", loops)}.");
