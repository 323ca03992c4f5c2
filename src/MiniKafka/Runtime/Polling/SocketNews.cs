namespace MiniKafka.Runtime.Polling;

/// <summary>What has become of a socket.</summary>
/// <param name="Watch">Who watches it.</param>
/// <param name="IsReadable">There is something to receive.</param>
/// <param name="IsWritable">There is room to send.</param>
/// <param name="IsOver">All that can still be received is there.</param>
/// <param name="IsBroken">Nothing can be sent any more either.</param>
internal readonly record struct SocketNews(SocketWatch Watch, bool IsReadable, bool IsWritable, bool IsOver = false, bool IsBroken = false);
