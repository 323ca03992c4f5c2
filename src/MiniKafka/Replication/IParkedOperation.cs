namespace MiniKafka.Replication;

/// <summary>Somebody who waits for something to happen to partitions, and is told of every change of them.</summary>
internal interface IParkedOperation
{
    /// <summary>A partition's high watermark, log end or leadership changed.</summary>
    /// <param name="index">The number under which this operation waits for that partition.</param>
    void OnChanged(int index);
}
