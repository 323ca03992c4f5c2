namespace MiniKafka.Replication;

/// <summary>Somebody who waits for something to happen to partitions, and is told of every change of them.</summary>
internal interface IDelayedOperation
{
    /// <summary>A partition's high watermark, log end or leadership changed.</summary>
    /// <param name="index">The number under which this operation waits for that partition.</param>
    void OnChanged(int index);

    /// <summary>A partition's log begins later than before: records were deleted on request.</summary>
    /// <inheritdoc cref="OnChanged" path="/param"/>
    void OnLogStartMoved(int index) => OnChanged(index);
}
