namespace MiniKafka.Runtime.Simulation;

/// <summary>Which of several loops that have work runs its next item.</summary>
internal enum SimulationOrder
{
    /// <summary>They take turns.</summary>
    Turns,

    /// <summary>The seed decides; each loop's own items keep their order.</summary>
    Seeded,
}
