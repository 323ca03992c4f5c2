namespace MiniKafka.Runtime;

/// <summary>Something that a thread of a host runs, one short turn after the other.</summary>
internal interface IRunnable
{
    /// <summary>Runs one turn; true when another has to follow.</summary>
    bool RunTurn();
}
