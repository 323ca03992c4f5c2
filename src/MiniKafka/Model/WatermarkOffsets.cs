namespace MiniKafka.Model;

/// <summary>The ends of a partition as a consumer may read it.</summary>
/// <param name="Low">The oldest offset that is kept.</param>
/// <param name="High">Behind the newest record that may be read.</param>
public readonly record struct WatermarkOffsets(long Low, long High);
