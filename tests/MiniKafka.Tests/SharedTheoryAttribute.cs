namespace MiniKafka.Tests;

/// <summary>A theory with the rule of <see cref="SharedFactAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute()
    {
        Skip = SharedFactAttribute.WhySkip;
    }
}
