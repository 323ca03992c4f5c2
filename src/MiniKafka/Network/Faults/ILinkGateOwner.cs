namespace MiniKafka.Network.Faults;

/// <summary>One end of a connection's direction, where frames wait for their gate.</summary>
internal interface ILinkGateOwner
{
    /// <summary>What was held back may pass now, or is worth another look. Called from any thread.</summary>
    void OnGateOpened();
}
