namespace MiniKafka.Storage.Producers;

/// <summary>What is remembered of an appended batch, to recognise it when the producer sends it again.</summary>
internal readonly record struct ProducerBatch(int FirstSequence, int LastSequence, long FirstOffset, long LastOffset, long Timestamp);
