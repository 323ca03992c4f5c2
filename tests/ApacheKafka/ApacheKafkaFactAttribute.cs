namespace ApacheKafka;

/// <summary>A test that meets Apache Kafka; skipped where it or Java is not there. Its class belongs to <see cref="ApacheKafkaCollection"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ApacheKafkaFactAttribute : FactAttribute
{
    public ApacheKafkaFactAttribute() => Skip = ApacheKafkaRelease.WhySkip;
}

/// <summary>As <see cref="ApacheKafkaFactAttribute"/>, for a test with several inputs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ApacheKafkaTheoryAttribute : TheoryAttribute
{
    public ApacheKafkaTheoryAttribute() => Skip = ApacheKafkaRelease.WhySkip;
}
