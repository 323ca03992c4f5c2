namespace MiniKafka;

/// <summary>A broker's state has changed.</summary>
public sealed class KafkaBrokerStateChangedEventArgs : EventArgs
{
    internal KafkaBrokerStateChangedEventArgs(KafkaBroker broker, KafkaBrokerState state, Exception? reason)
    {
        Broker = broker;
        State = state;
        Reason = reason;
    }

    /// <summary>The broker.</summary>
    public KafkaBroker Broker { get; }

    /// <summary>Its new state.</summary>
    public KafkaBrokerState State { get; }

    /// <summary>Why it failed; null for every other state than <see cref="KafkaBrokerState.Failed"/>.</summary>
    public Exception? Reason { get; }
}
